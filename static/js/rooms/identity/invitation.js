// Accepting an invitation: a name and a password, and one is in.
import { html } from "htm/preact";
import { t } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { navigate } from "app/house/router.js";
import { enter } from "app/house/session.js";
import { useLoaded } from "app/house/store.js";
import { to } from "app/house/place.js";
import { ButtonLink } from "app/parts/button.js";
import { Field, Form } from "app/parts/form.js";
import { Skeleton } from "app/parts/skeleton.js";
import { Entrance } from "app/rooms/identity/entrance.js";
import { NewPassword } from "app/rooms/identity/password.js";

export default function InvitationPage({ params: { token } }) {
  const invitation = useLoaded(() => api.signin.invitation({ token }, undefined, { quiet: true }), [token]);
  const accept = async ({ name, password }) => {
    const answer = await api.signin.accept_invitation({ token }, { name, password }, { csrf: false, quiet: true });
    enter(answer.user);
    navigate("/chat", { replace: true });
  };
  const found = invitation.data.value;
  if (invitation.error.value) {
    return html`<${Entrance} title=${t("invitation.gone")} text=${t("invitation.gone_text")}><${ButtonLink} href=${to("/signin")}>${t("signin.title")}<//><//>`;
  }
  if (!found) return html`<${Entrance} title=${t("invitation.title")}><${Skeleton} kind="line" rows=${3} /><//>`;
  const email = found.email ?? found.user?.email;
  const house = found.organisation_name ?? found.organisation?.name;
  return html`<${Entrance} title=${house ? t("invitation.to", { house }) : t("invitation.title")} text=${t("invitation.text", { email })}>
    <${Form} action=${t("invitation.action")} onSubmit=${accept}>
      <input type="hidden" name="email" value=${email} autocomplete="username" />
      <${Field} label=${t("person.name")} name="name" value=${found.name} autocomplete="name" required maxlength="200" />
      <${NewPassword} />
    <//>
  <//>`;
}
