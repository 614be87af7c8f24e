// A password, to be chosen: length matters, strange characters do not. It can be looked at.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { Field } from "app/parts/form.js";

export function NewPassword({ name = "password", label }) {
  const [seen, setSeen] = useState(false);
  return html`<div class="password">
    <${Field} label=${label ?? t("person.password")} name=${name} type=${seen ? "text" : "password"} autocomplete="new-password" required
      minlength="10" maxlength="256" hint=${t("person.password_hint")} spellcheck=${false} />
    <button type="button" class="reveal" aria-pressed=${String(seen)} onClick=${() => setSeen(!seen)}>${seen ? t("hide") : t("show")}</button>
  </div>`;
}
