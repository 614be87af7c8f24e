// SAML: what an identity provider needs of us, and its metadata, shown before they are kept.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tp } from "app/house/i18n.js";
import { address, api } from "app/house/api.js";
import { may } from "app/house/can.js";
import { day } from "app/house/format.js";
import { to } from "app/house/place.js";
import { sentence } from "app/house/problem.js";
import { useLoaded } from "app/house/store.js";
import { Badge } from "app/parts/badge.js";
import { Button } from "app/parts/button.js";
import { Confirm } from "app/parts/confirm.js";
import { Copy } from "app/parts/copy.js";
import { Choice, Field } from "app/parts/form.js";
import { Await } from "app/parts/skeleton.js";
import { say } from "app/parts/toast.js";

const SOON = 30 * 86_400_000;
const TONES = { valid: "good", expiring: "warn", expired: "bad" };
const BINDINGS = ["redirect", "post"];
const FORMATS = {
  persistent: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
  email: "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
  unspecified: "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
};
const FLAGS = ["proves_email", "force_authn", "allow_unsolicited"];

/** What is entered at the identity provider, and the appliance's own key. */
export function SamlService() {
  const service = useLoaded(() => api.saml.service(), []);
  const [asked, setAsked] = useState(null);
  const change = (act, word) => async () => {
    await act();
    say(word);
    await service.reload();
  };
  const make = change(() => api.saml.make_key(), t("saml.key.made"));
  const remove = change(() => api.saml.remove_key(), t("saml.key.removed"));
  return html`<${Await} value=${service.data.value} error=${service.error.value} onRetry=${service.reload}>${(us) => html`<div class="notice">
    <p>${t("saml.service")}</p>
    <p class="field-hint">${t("saml.entity_id")}</p><${Copy} value=${us.entity_id} label=${t("saml.entity_id")} />
    <p class="field-hint">${t("saml.acs_url")}</p><${Copy} value=${us.acs_url} label=${t("saml.acs_url")} />
    <p><a href=${to(address("saml.metadata"))} download="appliance-saml.xml">${t("saml.download")}</a></p>
    ${us.certificate ? html`<${Certificates} list=${[us.certificate]} />` : html`<p class="under">${t("saml.key.none")}</p>`}
    ${may(us, "make_key") && html`<div>
      <${Button} onClick=${() => (us.certificate ? setAsked("make") : make())}>${us.certificate ? t("saml.key.renew") : t("saml.key.make")}<//>
      ${us.certificate && html` <${Button} kind="quiet" onClick=${() => setAsked("remove")}>${t("saml.key.remove")}<//>`}
    </div>`}
    ${asked === "make" && html`<${Confirm} title=${t("saml.key.renew_title")} text=${t("saml.key.renew_text")} action=${t("saml.key.renew")} onConfirm=${make} onClose=${() => setAsked(null)} />`}
    ${asked === "remove" && html`<${Confirm} title=${t("saml.key.remove_title")} text=${t("saml.key.remove_text")} action=${t("saml.key.remove")} onConfirm=${remove} onClose=${() => setAsked(null)} />`}
  </div>`}<//>`;
}

/** The settings of a connection, as fields of its form. */
export function SamlFields({ one }) {
  const [read, setRead] = useState(null);
  const now = one?.settings ?? {};
  const look = async (event) => {
    const metadata = event.target.value.trim();
    setRead(metadata ? await api.saml.read_metadata({}, { metadata }, { quiet: true }).catch((problem) => ({ problem })) : null);
  };
  const found = read?.problem ? null : read ?? one?.settings;
  return html`
    <${Field} as="textarea" label=${t("saml.metadata")} name="metadata" rows="5" required=${!one} hint=${one ? t("saml.metadata_again") : t("saml.metadata_hint")}
      onInput=${look} autocomplete="off" spellcheck="false" />
    ${read?.problem && html`<p class="form-error" role="alert">${Object.values(read.problem.fields ?? {})[0] ?? sentence(read.problem)}</p>`}
    ${found && html`<${Provider} of=${found} />`}
    <${Choice} label=${t("saml.binding")} name="binding" value=${now.binding} options=${BINDINGS.map((key) => [key, tp("saml.binding", key)])} />
    <${Choice} label=${t("saml.name_id")} name="name_id_format" value=${now.name_id_format} options=${Object.keys(FORMATS).map((key) => [FORMATS[key], tp("saml.name_id", key)])} />
    <${Field} label=${t("saml.subject_attribute")} name="subject_attribute" value=${now.subject_attribute} optional hint=${t("saml.subject_hint")} autocomplete="off" spellcheck="false" />
    <fieldset class="field checks"><legend>${t("saml.flags")}</legend>${FLAGS.map((name) => html`<label class="check" key=${name}>
      <input type="checkbox" name=${name} value="true" defaultChecked=${now[name]} /><span>${tp("saml.flag", name)}</span></label>`)}
    </fieldset>`;
}

const Provider = ({ of }) => html`<div class="notice" role="status">
  <p>${t("saml.entity_id")}: <span class="mono">${of.entity_id}</span></p>
  <p>${t("saml.address")}: <span class="mono">${of.redirect_url ?? of.post_url}</span></p>
  <${Certificates} list=${of.certificates ?? []} />
  ${of.wants_signed_requests && html`<p>${t("saml.wants_signed")}</p>`}
</div>`;

const Certificates = ({ list }) => html`<ul>${list.map((one) => html`<li key=${one.fingerprint}>
  <${Badge} tone=${TONES[state(one)]}>${tp("saml.certificate", state(one))}<//> ${t("saml.until", { day: day(one.not_after) })}
  <p class="under">${one.subject}, SHA-256 <span class="mono" title=${one.fingerprint}>${one.fingerprint.slice(0, 16)}…</span></p></li>`)}</ul>`;

const state = (one) => {
  const left = new Date(one.not_after) - Date.now();
  return left <= 0 ? "expired" : left < SOON ? "expiring" : "valid";
};
