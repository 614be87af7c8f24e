// Links of letters that prove an address. Opening one changes nothing; the button does, so that no mail scanner proves it.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { here, to } from "app/house/place.js";
import { navigate } from "app/house/router.js";
import { enter, refresh } from "app/house/session.js";
import { ButtonLink } from "app/parts/button.js";
import { Form } from "app/parts/form.js";
import { Entrance } from "app/rooms/identity/entrance.js";

const OPEN = { csrf: false, quiet: true };

export default function ProvenPage({ params: { token } }) {
  const [end, setEnd] = useState(null);
  const isNew = here().startsWith("/confirm/");
  const register = async () => {
    const answer = await api.signup.confirm_signup({}, { token }, OPEN);
    if (answer.pending) return setEnd("waits");
    enter(answer.user);
    return navigate("/chat", { replace: true });
  };
  const change = async () => {
    await api.addresses.confirm_email({}, { token }, OPEN);
    await refresh();
    setEnd("changed");
  };
  if (end) {
    return html`<${Entrance} title=${end === "waits" ? t("signup.waits") : t("address.changed")} text=${end === "waits" ? t("signup.waits_text") : ""}>
      <${ButtonLink} href=${to("/signin")}>${t("signin.title")}<//><//>`;
  }
  return html`<${Entrance} title=${t("address.prove")} text=${t("address.prove_text")}><${Form} action=${t("confirm.action")} onSubmit=${isNew ? register : change} /><//>`;
}
