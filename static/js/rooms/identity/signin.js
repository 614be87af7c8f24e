// Signing in: a password, then a code when there is a second factor.
import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { t, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { canPasskey, usePasskey } from "app/house/passkey.js";
import { Problem } from "app/house/problem.js";
import { navigate } from "app/house/router.js";
import { to } from "app/house/place.js";
import { enter, refresh, setup, user } from "app/house/session.js";
import { useLoaded } from "app/house/store.js";
import { Button, ButtonLink } from "app/parts/button.js";
import { Field, Form } from "app/parts/form.js";
import { complain } from "app/parts/toast.js";
import { Entrance } from "app/rooms/identity/entrance.js";

/** Only a path of this very host; "//elsewhere" and "/\\elsewhere" are not. */
const safe = (next) => (next && /^\/(?![/\\])/.test(next) ? next : "/chat");
const OPEN = { csrf: false, quiet: true };

/** What the server put behind the #: a token whose second step is to come, or why somebody is not in. Taken away at once. */
function begun() {
  const said = new URLSearchParams(location.hash.slice(1));
  if (location.hash) history.replaceState(history.state, "", location.pathname + location.search);
  return { token: said.get("mfa_token"), refusal: said.get("error") };
}

export default function SignInPage({ query }) {
  const next = safe(query.get("next"));
  const [{ token: first, refusal }] = useState(begun);
  const [token, setToken] = useState(first);
  const [withPassword, setWithPassword] = useState(setup.value?.password_sign_in !== false);
  const signup = useLoaded(() => api.signup.signup_status({}, undefined, { quiet: true }).catch(() => null), []);
  const passkeys = useLoaded(() => api.passkeys.passkey_status({}, undefined, { quiet: true }).catch(() => null), []);
  const offered = canPasskey() && passkeys.data.value?.offered && passkeys.data.value.host === location.hostname;
  useEffect(() => { if (user.value) navigate(next, { replace: true }); }, []);
  const done = async (answer) => {
    if (answer.user) enter(answer.user);
    else await refresh();
    navigate(next, { replace: true });
  };
  const signIn = async ({ email, password }) => {
    const answer = await api.signin.admin_login({}, { email, password }, OPEN).catch(explain(t("signin.wrong")));
    if (answer.mfa_required) setToken(answer.mfa_token);
    else await done(answer);
  };
  const verify = async ({ code }) => done(await api.signin.mfa_verify({}, { mfa_token: token, code }, OPEN).catch(explain(t("signin.wrong_code"))));
  const byPasskey = async () => {
    const proof = await usePasskey(await (token ? api.passkeys.ask_second_step({}, { mfa_token: token }, OPEN) : api.passkeys.ask_sign_in({}, undefined, OPEN)));
    if (!proof) throw new Problem(0, { code: "PASSKEY", message: t("passkey.turned_away") });
    const answer = token ? api.passkeys.second_step({}, { ...proof, mfa_token: token }, OPEN) : api.passkeys.sign_in({}, proof, OPEN);
    await done(await answer.catch(explain(t("passkey.refused"))));
  };
  const passkey = offered && html`<${Button} key="passkey" class="entrance-other" icon="lock" onClick=${() => byPasskey().catch(complain)}>${t("passkey.sign_in")}<//>`;
  if (token) {
    return html`<${Entrance} title=${t("signin.second")} text=${t("signin.second_text")}>
      <${Form} key="code" action=${t("signin.action")} onSubmit=${verify} onCancel=${() => setToken(null)}>
        <${Field} label=${t("signin.code")} name="code" autocomplete="one-time-code" required autofocus maxlength="40" />
      <//>
      ${passkey}
    <//>`;
  }
  const may = signup.data.value;
  const ways = setup.value?.ways ?? [];
  return html`<${Entrance} title=${t("signin.title")} text=${t("signin.text")}>
    ${refusal && html`<p class="form-error" role="alert">${tp("sso.refused", refusal)}</p>`}
    <${Ways} ways=${ways.filter((one) => one.url)} next=${query.get("next") ? next : ""} />
    ${!withPassword && html`<${Button} kind="quiet" onClick=${() => setWithPassword(true)}>${t("signin.with_password")}<//>`}
    ${(withPassword || ways.some((one) => one.is_form)) && html`<${Form} key="password" action=${t("signin.action")} onSubmit=${signIn}>
      <${Field} label=${t("person.email")} name="email" type="email" autocomplete="username" required autofocus />
      <${Field} label=${t("person.password")} name="password" type="password" autocomplete="current-password" required />
    <//>`}
    ${passkey}
    <p class="entrance-foot"><a href=${to("/forgot")}>${t("forgot.title")}</a>${(may?.open || may?.waitlist) && html` · <a href=${to("/signup")}>${t("signup.title")}</a>`}</p>
    <p class="entrance-foot">${t("signin.help")}</p>
  <//>`;
}

/** A way in for each provider. They are links of their own host: the server sends the browser on. */
const Ways = ({ ways, next }) => ways.length > 0 && html`<ul class="ways">${ways.map((one) => html`<li key=${one.id}>
  <${ButtonLink} href=${to(one.url + (next && `&next=${encodeURIComponent(next)}`))}>${t("signin.with", { name: one.label })}<//></li>`)}</ul>`;

const explain = (message) => (error) => {
  if (error.code === "UNAUTHORIZED") throw new Problem(401, { code: "SIGN_IN", message });
  throw error;
};
