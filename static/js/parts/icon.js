// One drawing from the sprite. Decorative unless it has a label.
import { html } from "htm/preact";
import { asset } from "app/house/asset.js";

export function Icon({ name, label, size = "" }) {
  return html`<svg class=${`icon ${size}`} aria-hidden=${label ? undefined : "true"} role=${label ? "img" : undefined} aria-label=${label}>
    <use href=${`${asset("icons/sprite.svg")}#${name}`} />
  </svg>`;
}
