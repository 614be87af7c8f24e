// Where a key may be used from: one network a line, when it is made and afterwards.
import { html } from "htm/preact";
import { t } from "app/house/i18n.js";
import { Dialog } from "app/parts/dialog.js";
import { Field, Form } from "app/parts/form.js";
import { say } from "app/parts/toast.js";
import { listed } from "app/rooms/identity/sso-kinds.js";

/** The field; the values of its form go through `allowed`. */
export const AllowedField = ({ value = [] }) => html`<${Field} as="textarea" rows="2" label=${t("keys.networks")} name="allowed_addresses"
  optional hint=${t("keys.networks_hint")} value=${value.join("\n")} spellcheck="false" placeholder="10.0.0.0/8" />`;

/** The networks that were typed. */
export const allowed = (values) => ({ allowed_addresses: listed(values.allowed_addresses ?? "") });

/** What stands under a key that is not for everywhere. */
export const AllowedNote = ({ of }) => of.allowed_addresses.length > 0
  && html`<p class="under">${t("keys.only_from", { networks: of.allowed_addresses.join(", ") })}</p>`;

/** Changes the networks of a key that is there: `change(values)` sends them. */
export function AllowedDialog({ one, change, onClose, onDone }) {
  const save = async (values) => {
    await change(allowed(values));
    say(t("saved"));
    onDone();
    onClose();
  };
  return html`<${Dialog} title=${t("keys.networks_of", { name: one.name })} onClose=${onClose}>
    <${Form} action=${t("save")} onSubmit=${save} onCancel=${onClose}><${AllowedField} value=${one.allowed_addresses} /><//>
  <//>`;
}
