// Registration, where an administrator has opened it.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { navigate } from "app/house/router.js";
import { to } from "app/house/place.js";
import { enter } from "app/house/session.js";
import { useLoaded } from "app/house/store.js";
import { ButtonLink } from "app/parts/button.js";
import { Field, Form } from "app/parts/form.js";
import { Entrance } from "app/rooms/identity/entrance.js";
import { NewPassword } from "app/rooms/identity/password.js";

export default function SignupPage() {
  const [waits, setWaits] = useState(false);
  const register = async ({ name, email, password }) => {
    const answer = await api.signup.sign_up({}, { name, email, password }, { csrf: false, quiet: true });
    if (answer.pending) return setWaits(answer.reason);
    enter(answer.user);
    return navigate("/chat", { replace: true });
  };
  const status = useLoaded(() => api.signup.signup_status({}, undefined, { quiet: true }), []);
  const may = status.data.value;
  if (may && !may.open && !may.waitlist) {
    return html`<${Entrance} title=${t("signup.closed")} text=${t("signin.help")}><${ButtonLink} href=${to("/signin")}>${t("signin.title")}<//><//>`;
  }
  if (waits) return html`<${Entrance} title=${t("signup.waits")} text=${waits === "confirmation" ? t("signup.link_text") : t("signup.waits_text")}><${ButtonLink} href=${to("/signin")}>${t("signin.title")}<//><//>`;
  return html`<${Entrance} title=${t("signup.title")}>
    <${Form} action=${t("signup.title")} onSubmit=${register}>
      <${Field} label=${t("person.name")} name="name" autocomplete="name" required maxlength="200" />
      <${Field} label=${t("person.email")} name="email" type="email" autocomplete="username" required maxlength="254" />
      <${NewPassword} />
    <//>
  <//>`;
}
