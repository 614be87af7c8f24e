// What stands where nothing is yet: says what this place is for, and the first step.
import { html } from "htm/preact";
import { Icon } from "app/parts/icon.js";

export function Empty({ icon, title, text, children, small }) {
  return html`<div class=${`empty ${small ? "is-small" : ""}`}>
    ${icon && html`<span class="empty-icon"><${Icon} name=${icon} size="is-large" /></span>`}
    <h2>${title}</h2>
    ${text && html`<p>${text}</p>`}
    ${children && html`<div class="empty-actions">${children}</div>`}
  </div>`;
}
