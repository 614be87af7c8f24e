// A forgotten password: the answer is the same whether or not anybody has the address.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { to } from "app/house/place.js";
import { ButtonLink } from "app/parts/button.js";
import { Field, Form } from "app/parts/form.js";
import { Entrance } from "app/rooms/identity/entrance.js";

export default function ForgotPage() {
  const [asked, setAsked] = useState(false);
  const ask = async ({ email }) => {
    await api.recovery.forgot_password({}, { email }, { csrf: false, quiet: true });
    setAsked(true);
  };
  if (asked) return html`<${Entrance} title=${t("forgot.asked")} text=${t("forgot.asked_text")}><${ButtonLink} href=${to("/signin")}>${t("signin.title")}<//><//>`;
  return html`<${Entrance} title=${t("forgot.title")} text=${t("forgot.text")}>
    <${Form} action=${t("forgot.action")} onSubmit=${ask}>
      <${Field} label=${t("person.email")} name="email" type="email" autocomplete="username" required autofocus />
    <//>
  <//>`;
}
