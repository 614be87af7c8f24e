// One connection to an identity provider: what it wants to know, and what its word may do here.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { say } from "app/parts/toast.js";
import { Copy } from "app/parts/copy.js";
import { Dialog } from "app/parts/dialog.js";
import { Checks, Choice, Field, Form } from "app/parts/form.js";
import { ROLES } from "app/rooms/identity/invite.js";
import { SamlFields, SamlService } from "app/rooms/identity/saml.js";
import { KINDS, SWITCHES, given, listed } from "app/rooms/identity/sso-kinds.js";

export function ConnectionForm({ one, onClose, onDone }) {
  const [kind, setKind] = useState(one?.kind ?? "oidc");
  const [on, setOn] = useState(one ? SWITCHES.filter((name) => one[name]) : ["enabled"]);
  const [made, setMade] = useState(null);
  const save = async (values) => {
    const switches = Object.fromEntries(SWITCHES.map((name) => [name, on.includes(name)]));
    const body = { label: values.label, default_role: values.default_role, domains: listed(values.domains), ...switches, ...given(kind, values) };
    if (!Object.keys(body.secrets).length) delete body.secrets;
    const saved = await (one ? api.federation.change_connection({ id: one.id }, body) : api.federation.create_connection({}, { kind, ...body }));
    say(t("saved"));
    onDone();
    if (one || kind === "saml" || !saved.callback_url) onClose();
    else setMade(saved);
  };
  if (made) {
    return html`<${Dialog} title=${t("sso.added")} onClose=${onClose}><p>${t("sso.callback_text")}</p>
      <${Copy} value=${made.callback_url} label=${t("sso.callback")} /><//>`;
  }
  return html`<${Dialog} wide title=${one ? one.label : t("sso.new")} onClose=${onClose}>
    ${kind === "saml" ? html`<${SamlService} />` : one?.callback_url && html`<p class="field-hint">${t("sso.callback")}</p><${Copy} value=${one.callback_url} label=${t("sso.callback")} />`}
    <${Form} action=${one ? t("save") : t("create")} onSubmit=${save} onCancel=${onClose}>
      ${!one && html`<${Choice} label=${t("sso.kind")} name="kind" value=${kind} onChange=${(event) => setKind(event.target.value)}
        options=${Object.keys(KINDS).map((key) => [key, tp("sso.kind", key)])} />`}
      <${Field} key=${`${kind}-label`} label=${t("sso.label")} name="label" required maxlength="200" autocomplete="off" value=${one?.label ?? tp("sso.kind", kind)} />
      ${kind === "saml" ? html`<${SamlFields} one=${one} />` : KINDS[kind].map((field) => html`<${Setting} key=${`${kind}-${field.name}`} field=${field} one=${one} />`)}
      <${Field} label=${t("sso.domains")} name="domains" optional hint=${t("sso.domains_hint")} value=${one?.domains.join(" ")} autocomplete="off" />
      <${Choice} label=${t("sso.default_role")} name="default_role" value=${one?.default_role ?? "editor"} options=${ROLES.map((key) => [key, tp("role", key)])} />
      <${Checks} legend=${t("sso.switches")} name="switches" chosen=${on} onChange=${setOn} hint=${t("sso.switches_hint")}
        options=${SWITCHES.map((name) => [name, tp("sso.switch", name)])} />
    <//>
  <//>`;
}

function Setting({ field, one }) {
  const { name } = field;
  const value = one?.settings[name];
  const shown = Array.isArray(value) ? value.join("\n") : value;
  if (field.options) {
    return html`<${Choice} label=${tp("sso.field", name)} name=${name} value=${String(value ?? field.options[0])}
      options=${field.options.map((key) => [key, tp("sso.option", key)])} />`;
  }
  const isKept = field.secret && one?.secrets_set.includes(name);
  return html`<${Field} label=${tp("sso.field", name)} name=${name} as=${field.area || field.lines ? "textarea" : "input"} value=${shown}
    type=${field.secret ? "password" : field.type} required=${field.required} optional=${!field.required && !field.secret}
    autocomplete=${field.secret ? "new-password" : "off"} spellcheck="false" hint=${isKept ? t("sso.secret_kept") : undefined} />`;
}
