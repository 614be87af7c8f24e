// Many people at once, out of a spreadsheet. All are invited or nobody; each has a link of their own, seen once.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { Button } from "app/parts/button.js";
import { Copy } from "app/parts/copy.js";
import { Dialog } from "app/parts/dialog.js";
import { Field, Form } from "app/parts/form.js";

export function Import({ onClose, onDone }) {
  const [done, setDone] = useState(null);
  const load = async ({ csv }) => {
    setDone(await api.users.import_users({}, { csv }));
    onDone();
  };
  if (done) {
    return html`<${Dialog} wide title=${t("people.loaded", { invited: done.invited, existing: done.existing })} onClose=${onClose}>
      <p class="notice is-warn">${t("people.link_text")}</p>
      <ul class="rows">${done.data.map((one) => html`<li key=${one.line}>
        <p>${one.email} <span class="optional">${tp("people.outcome", one.outcome)}</span></p>
        ${one.invite_url && html`<${Copy} value=${new URL(one.invite_url, location.origin).href} label=${t("people.link")} />`}</li>`)}</ul>
      <footer class="dialog-foot"><${Button} kind="primary" onClick=${onClose}>${t("done")}<//></footer>
    <//>`;
  }
  return html`<${Dialog} wide title=${t("people.load")} onClose=${onClose}>
    <${Form} action=${t("people.load")} onSubmit=${load} onCancel=${onClose}>
      <${Field} label=${t("people.csv")} name="csv" as="textarea" rows="8" class="mono" required spellcheck=${false} hint=${t("people.csv_hint")}
        placeholder="email,name,role,groups" />
    <//>
  <//>`;
}
