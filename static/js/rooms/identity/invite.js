// Inviting somebody. The link is shown, because an appliance without a mail server must work too.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { Button } from "app/parts/button.js";
import { Copy } from "app/parts/copy.js";
import { Dialog } from "app/parts/dialog.js";
import { Choice, Field, Form } from "app/parts/form.js";

export const ROLES = ["viewer", "editor", "admin"];

export function Invite({ onClose, onDone }) {
  const [invited, setInvited] = useState(null);
  const invite = async ({ email, name, role }) => {
    setInvited(await api.users.invite_user({}, { email, role, ...(name ? { name } : {}) }));
    onDone();
  };
  if (invited) {
    const link = new URL(invited.invite_url, location.origin).href;
    return html`<${Dialog} title=${t("people.invited", { email: invited.email })} onClose=${onClose}>
      <p>${t("people.link_text")}</p>
      <${Copy} value=${link} label=${t("people.link")} />
      <footer class="dialog-foot"><${Button} kind="primary" onClick=${onClose}>${t("done")}<//></footer>
    <//>`;
  }
  return html`<${Dialog} title=${t("people.invite")} onClose=${onClose}>
    <${Form} action=${t("people.invite")} onSubmit=${invite} onCancel=${onClose}>
      <${Field} label=${t("person.email")} name="email" type="email" required maxlength="254" autocomplete="off" />
      <${Field} label=${t("person.name")} name="name" optional maxlength="200" autocomplete="off" />
      <${Choice} label=${t("person.role")} name="role" value="editor" hint=${t("people.role_hint")} options=${ROLES.map((role) => [role, tp("role", role)])} />
    <//>
  <//>`;
}
