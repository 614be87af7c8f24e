// What the server wants a fresh proof of identity for: asks for the password once, then does it again.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { Dialog } from "app/parts/dialog.js";
import { Field, Form } from "app/parts/form.js";

/** `[run, question]`: `run(act)` answers what `act` answers; `question` is to be shown somewhere. */
export function useFresh() {
  const [asked, setAsked] = useState(null); // {act, done, failed}
  const run = (act) => act().catch((error) => {
    if (error.code !== "REAUTH_REQUIRED") throw error;
    return new Promise((done, failed) => setAsked({ act, done, failed, error }));
  });
  const close = () => { asked.failed(asked.error); setAsked(null); };
  const confirm = async ({ password: proof }) => {
    await api.signin.confirm({}, { password: proof });
    setAsked(null);
    asked.act().then(asked.done, asked.failed);
  };
  const question = asked && html`<${Dialog} title=${t("confirm.title")} onClose=${close}>
    <${Form} action=${t("confirm.action")} onSubmit=${confirm} onCancel=${close}>
      <${Field} label=${t("person.password")} name="password" type="password" autocomplete="current-password" required /><//><//>`;
  return [run, question];
}
