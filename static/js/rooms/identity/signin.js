// Signing in with a password.
import { html } from "htm/preact";
import { useEffect } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { Problem } from "app/house/problem.js";
import { navigate } from "app/house/router.js";
import { enter, refresh, user } from "app/house/session.js";
import { Field, Form } from "app/parts/form.js";
import { Entrance } from "app/rooms/identity/entrance.js";

/** Only a path of this very host; "//elsewhere" and "/\\elsewhere" are not. */
const safe = (next) => (next && /^\/(?![/\\])/.test(next) ? next : "/chat");

export default function SignInPage({ query }) {
  const next = safe(query.get("next"));
  useEffect(() => { if (user.value) navigate(next, { replace: true }); }, []);
  const signIn = async ({ email, password }) => {
    const answer = await api.signin.admin_login({}, { email, password }, { csrf: false, quiet: true }).catch(explain);
    if (answer.mfa_required) throw new Problem(403, { code: "MFA_REQUIRED", message: t("signin.mfa") });
    if (answer.user) enter(answer.user);
    else await refresh();
    navigate(next, { replace: true });
  };
  return html`<${Entrance} title=${t("signin.title")} text=${t("signin.text")}>
    <${Form} action=${t("signin.action")} onSubmit=${signIn}>
      <${Field} label=${t("person.email")} name="email" type="email" autocomplete="username" required autofocus />
      <${Field} label=${t("person.password")} name="password" type="password" autocomplete="current-password" required />
    <//>
    <p class="entrance-foot">${t("signin.help")}</p>
  <//>`;
}

function explain(error) {
  if (error.code === "UNAUTHORIZED") throw new Problem(401, { code: "SIGN_IN", message: t("signin.wrong") });
  throw error;
}
