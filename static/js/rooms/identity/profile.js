// What I say of myself: name, time zone, and the address that letters go to.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { user } from "app/house/session.js";
import { Button } from "app/parts/button.js";
import { Dialog } from "app/parts/dialog.js";
import { Choice, Field, Form } from "app/parts/form.js";
import { Section } from "app/parts/page.js";
import { say } from "app/parts/toast.js";

const zones = () => ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];

export function Profile() {
  const [asking, setAsking] = useState(false);
  const me = user.value;
  const save = async ({ name, time_zone }) => {
    user.value = await api.signin.update_profile({}, { name, time_zone: time_zone || null });
    say(t("saved"));
  };
  const ask = async ({ email }) => {
    await api.addresses.change_email({}, { email });
    setAsking(false);
    say(t("address.sent", { email }));
  };
  return html`<${Section} title=${t("profile.title")} text=${t("profile.text")}>
    <${Form} action=${t("save")} kind="plain" onSubmit=${save}>
      <${Field} label=${t("person.name")} name="name" value=${me.name} required maxlength="200" autocomplete="name" />
      <${Choice} label=${t("profile.zone")} name="time_zone" value=${me.time_zone ?? ""} options=${[["", t("profile.zone_default")], ...zones().map((zone) => [zone, zone])]} />
    <//>
    <div class="aside-action"><${Button} onClick=${() => setAsking(true)}>${t("address.change")}<//></div>
    ${asking && html`<${Dialog} title=${t("address.change")} onClose=${() => setAsking(false)}>
      <p>${t("address.change_text")}</p>
      <${Form} action=${t("address.ask")} onSubmit=${ask} onCancel=${() => setAsking(false)}>
        <${Field} label=${t("person.email")} name="email" type="email" required maxlength="254" autocomplete="email" /><//><//>`}
  <//>`;
}
