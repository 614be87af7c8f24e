// The quiet card that setup, sign-in and invitation share.
import { html } from "htm/preact";
import { useTitle } from "app/house/focus.js";
import { LANGUAGES, language, speak, tp } from "app/house/i18n.js";
import { Icon } from "app/parts/icon.js";

export function Entrance({ title, text, children }) {
  useTitle(title);
  return html`<div class="entrance">
    <div class="entrance-card">
      <${Icon} name="mark" size="is-huge" />
      <h1>${title}</h1>
      ${text && html`<p class="entrance-text">${text}</p>`}
      ${children}
    </div>
    <div class="entrance-languages">${LANGUAGES.map((tag) => html`<button key=${tag} type="button" class="button is-quiet" lang=${tag}
      aria-pressed=${String(language.value === tag)} onClick=${() => speak(tag)}>${tp("language", tag)}</button>`)}</div>
  </div>`;
}
