// Provisioning by a directory (SCIM): the address to enter there, a token for it, and how it goes.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tn } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { ago, moment } from "app/house/format.js";
import { useLoaded } from "app/house/store.js";
import { Button } from "app/parts/button.js";
import { Copy } from "app/parts/copy.js";
import { Dialog } from "app/parts/dialog.js";
import { Await } from "app/parts/skeleton.js";
import { complain } from "app/parts/toast.js";
import { Secret } from "app/rooms/identity/secret.js";

export function Provisioning({ onClose }) {
  const state = useLoaded(() => api.scim.provisioning(), []);
  const [made, setMade] = useState(null);
  const make = () => api.service_keys.create_service_key({}, { name: t("scim.key_name"), type: "admin" }).then(setMade, complain);
  if (made) return html`<${Secret} made=${made} onClose=${() => setMade(null)} />`;
  return html`<${Dialog} title=${t("scim.title")} onClose=${onClose}>
    <p>${t("scim.intro")}</p>
    <${Await} value=${state.data.value} error=${state.error.value} onRetry=${state.reload}>
      ${(found) => html`<${Copy} value=${found.base_url} label=${t("scim.address")} />
        <p>${tn("scim.people", found.people)} ${tn("scim.suspended", found.suspended)} ${tn("scim.groups", found.groups)}</p>
        <p class="under" title=${moment(found.last_call_at)}>${found.last_call_at ? t("scim.last", { when: ago(found.last_call_at) }) : t("scim.never")}</p>`}
    <//>
    <footer class="dialog-foot"><${Button} icon="key" onClick=${make}>${t("scim.token")}<//>
      <${Button} kind="primary" onClick=${onClose}>${t("done")}<//></footer>
  <//>`;
}
