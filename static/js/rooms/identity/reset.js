// Choosing a new password with a link that works once.
import { html } from "htm/preact";
import { t } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { navigate } from "app/house/router.js";
import { Form } from "app/parts/form.js";
import { say } from "app/parts/toast.js";
import { Entrance } from "app/rooms/identity/entrance.js";
import { NewPassword } from "app/rooms/identity/password.js";

export default function ResetPage({ params: { token } }) {
  const choose = async ({ new_password }) => {
    await api.recovery.reset_password({}, { token, new_password }, { csrf: false, quiet: true });
    say(t("reset.done"));
    navigate("/signin", { replace: true });
  };
  return html`<${Entrance} title=${t("reset.title")} text=${t("reset.text")}>
    <${Form} action=${t("account.change_password")} onSubmit=${choose}><${NewPassword} name="new_password" label=${t("account.new_password")} /><//>
  <//>`;
}
