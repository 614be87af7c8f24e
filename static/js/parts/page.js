// The frame of a page: where one is, what it is called, what one can do.
import { html } from "htm/preact";
import { useTitle } from "app/house/focus.js";
import { Icon } from "app/parts/icon.js";

export function Page({ title, intro, back, actions, children, class: extra = "" }) {
  useTitle(title);
  return html`<div class=${`page ${extra}`}>
    <header class="page-head">
      <div class="page-title">
        ${back && html`<a class="back" href=${back.href}><${Icon} name="back" />${back.text}</a>`}
        <h1>${title}</h1>
        ${intro && html`<p class="intro">${intro}</p>`}
      </div>
      ${actions && html`<div class="page-actions">${actions}</div>`}
    </header>
    ${children}
  </div>`;
}

/** A titled part of a page. */
export function Section({ title, text, children, class: extra = "" }) {
  return html`<section class=${`section ${extra}`}>
    <div class="section-head"><h2>${title}</h2>${text && html`<p>${text}</p>`}</div>
    <div class="section-body">${children}</div>
  </section>`;
}
