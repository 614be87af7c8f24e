// The first administrator, once. The link that the server printed carries the set-up token.
import { html } from "htm/preact";
import { t } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { navigate } from "app/house/router.js";
import { enter, setup } from "app/house/session.js";
import { Field, Form } from "app/parts/form.js";
import { Entrance } from "app/rooms/identity/entrance.js";
import { NewPassword } from "app/rooms/identity/password.js";

export default function SetupPage({ query }) {
  const given = query.get("setup_token") ?? "";
  const create = async (values) => {
    const draft = { name: values.name, email: values.email, password: values.password };
    if (values.organisation_name) draft.organisation_name = values.organisation_name;
    const token = given || values.setup_token;
    if (token) draft.setup_token = token;
    const answer = await api.signin.setup({}, draft, { csrf: false, quiet: true });
    setup.value = { ...setup.value, bootstrapped: true };
    enter(answer.user);
    navigate("/chat", { replace: true });
  };
  return html`<${Entrance} title=${t("setup.title")} text=${t("setup.text")}>
    <${Form} action=${t("setup.action")} onSubmit=${create}>
      <${Field} label=${t("person.name")} name="name" autocomplete="name" required maxlength="200" />
      <${Field} label=${t("person.email")} name="email" type="email" autocomplete="username" required maxlength="254" />
      <${NewPassword} />
      <${Field} label=${t("setup.organisation")} name="organisation_name" autocomplete="organization" maxlength="200" optional />
      ${!given && setup.value?.setup_token_needed !== false && html`<${Field} label=${t("setup.token")} name="setup_token" autocomplete="off" required hint=${t("setup.token_hint")} />`}
    <//>
  <//>`;
}
