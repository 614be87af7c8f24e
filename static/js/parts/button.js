// Buttons and links that look like buttons. A busy button keeps its place and its focus, and is not pressed twice.
import { html } from "htm/preact";
import { Icon } from "app/parts/icon.js";

export function Button({ kind = "plain", icon, busy, children, label, class: extra = "", ...rest }) {
  const press = (event) => { if (!busy) rest.onClick?.(event); };
  return html`<button type="button" ...${rest} onClick=${press} class=${`button is-${kind} ${extra}`}
      aria-busy=${busy ? "true" : undefined} aria-disabled=${busy ? "true" : undefined} aria-label=${label} title=${rest.title ?? label}>
    ${icon && html`<${Icon} name=${icon} />`}${children && html`<span>${children}</span>`}
  </button>`;
}

export function ButtonLink({ kind = "plain", icon, children, class: extra = "", ...rest }) {
  return html`<a ...${rest} class=${`button is-${kind} ${extra}`}>
    ${icon && html`<${Icon} name=${icon} />`}<span>${children}</span>
  </a>`;
}
