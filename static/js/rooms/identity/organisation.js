// What the organisation is called and speaks, whether other sites may talk with its bots, and what is on trial.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { useLoaded } from "app/house/store.js";
import { Checks, Choice, Field, Form } from "app/parts/form.js";
import { Page, Section } from "app/parts/page.js";
import { Await } from "app/parts/skeleton.js";
import { say } from "app/parts/toast.js";

const PUBLIC = { "": null, true: true, false: false };
const zones = () => ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];

export default function OrganisationPage() {
  const found = useLoaded(() => api.orgs.read_organisation(), []);
  return html`<${Page} title=${t("settings.organisation")}>
    <${Await} value=${found.data.value} error=${found.error.value} onRetry=${found.reload}>
      ${(one) => html`<${Settings} one=${one} reload=${found.reload} key=${one.updated_at} />`}<//>
  <//>`;
}

function Settings({ one, reload }) {
  const features = Object.keys(one.beta_features);
  const [on, setOn] = useState(features.filter((name) => one.beta_features[name]));
  const save = async ({ name, language, time_zone, public_chat }) => {
    await api.orgs.change_organisation({}, {
      name, language, time_zone, public_chat: PUBLIC[public_chat],
      beta_features: Object.fromEntries(features.map((feature) => [feature, on.includes(feature)])),
    });
    say(t("saved"));
    await reload();
  };
  return html`<${Section} title=${one.name} text=${t("organisation.text")}>
    <${Form} action=${t("save")} onSubmit=${save}>
      <${Field} label=${t("name")} name="name" value=${one.name} required maxlength="200" autocomplete="organization" />
      <${Choice} label=${t("account.language")} name="language" value=${one.language} hint=${t("organisation.language_hint")}
        options=${["en", "de"].map((tag) => [tag, tp("language", tag)])} />
      <${Choice} label=${t("profile.zone")} name="time_zone" value=${one.time_zone} options=${zones().map((zone) => [zone, zone])} />
      <${Choice} label=${t("organisation.public")} name="public_chat" value=${String(one.public_chat ?? "")} hint=${t("organisation.public_hint")}
        options=${Object.keys(PUBLIC).sort().map((key) => [key, tp("organisation.public", key || "unset")])} />
      <${Checks} legend=${t("organisation.trial")} name="trial" chosen=${on} onChange=${setOn} hint=${t("organisation.trial_hint")}
        options=${features.map((feature) => [feature, tp("feature", feature)])} />
    <//>
  <//>`;
}
