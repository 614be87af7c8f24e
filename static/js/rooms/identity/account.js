// My own account: password, language, appearance, leaving.
import { html } from "htm/preact";
import { t, tp, LANGUAGES, language, speak } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { signOut, user } from "app/house/session.js";
import { THEMES, choose, theme } from "app/house/theme.js";
import { useLoaded } from "app/house/store.js";
import { Button } from "app/parts/button.js";
import { Field, Form } from "app/parts/form.js";
import { Page, Section } from "app/parts/page.js";
import { Segments } from "app/parts/segments.js";
import { say } from "app/parts/toast.js";
import { QuotaBars } from "app/parts/quota-bars.js";
import { NewPassword } from "app/rooms/identity/password.js";
import { Passkeys } from "app/rooms/identity/passkeys.js";
import { Profile } from "app/rooms/identity/profile.js";
import { SecondFactor, Sessions } from "app/rooms/identity/security.js";

export default function AccountPage() {
  const me = user.value;
  const change = async ({ current_password, new_password }, form) => {
    await api.signin.change_password({}, { current_password, new_password });
    form.reset();
    say(t("account.password_changed"));
  };
  return html`<${Page} title=${t("settings.account")}>
    <${Section} title=${me.name || me.email} text=${`${me.email} · ${tp("role", me.role)}`}>
      <${Button} icon="out" onClick=${signOut}>${t("account.sign_out")}<//>
    <//>
    <${Profile} />
    <${Section} title=${t("account.appearance")} text=${t("account.appearance_text")}>
      <${Segments} label=${t("account.theme")} value=${theme.value} onPick=${choose} options=${THEMES.map((name) => [name, tp("theme", name)])} />
      <${Segments} label=${t("account.language")} value=${language.value} onPick=${speak} options=${LANGUAGES.map((tag) => [tag, tp("language", tag)])} />
    <//>
    <${Section} title=${t("account.password")} text=${t("account.password_text")}>
      <${Form} action=${t("account.change_password")} kind="plain" onSubmit=${change}>
        <input type="text" name="username" autocomplete="username" value=${me.email} hidden readonly />
        <${Field} label=${t("account.current_password")} name="current_password" type="password" autocomplete="current-password" required />
        <${NewPassword} name="new_password" label=${t("account.new_password")} />
      <//>
    <//>
    <${Kept} />
    <${Passkeys} />
    <${SecondFactor} />
    <${Sessions} />
  <//>`;
}

function Kept() {
  const mine = useLoaded(() => api.quotas.my_quota(), []);
  return mine.data.value && html`<${Section} title=${t("quota.mine")} text=${t("quota.mine_text")}><${QuotaBars} one=${mine.data.value} /><//>`;
}
