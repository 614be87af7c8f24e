// "Is it you?": by password, code or passkey, or by a round through the provider. What asked for it is done again afterwards.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { canPasskey, usePasskey } from "app/house/passkey.js";
import { Problem } from "app/house/problem.js";
import { asked } from "app/house/proof.js";
import { setup, user } from "app/house/session.js";
import { here, to } from "app/house/place.js";
import { useLoaded } from "app/house/store.js";
import { ButtonLink } from "app/parts/button.js";
import { Dialog } from "app/parts/dialog.js";
import { Field, Form } from "app/parts/form.js";
import { Segments } from "app/parts/segments.js";
import { Await } from "app/parts/skeleton.js";

export function FreshProof() {
  return asked.value && user.value ? html`<${Question} settle=${asked.value.settle} />` : null;
}

function Question({ settle }) {
  const passkeys = useLoaded(() => (canPasskey() ? api.passkeys.list_passkeys({ query: { limit: 100 } }) : Promise.resolve({ data: [] })), []);
  return html`<${Dialog} title=${t("confirm.title")} onClose=${() => settle(false)}>
    <p>${t("confirm.text")}</p>
    <${Await} value=${passkeys.data.value} error=${passkeys.error.value} onRetry=${passkeys.reload} rows=${2}>
      ${({ data }) => html`<${Ways} settle=${settle} ways=${[
        user.value.has_password && "password", user.value.second_factor && "code", data.some((one) => one.holds_here) && "passkey",
      ].filter(Boolean)} />`}<//>
    <${Providers} by=${user.value.signed_in_by ?? ""} />
  <//>`;
}

/** Where somebody signed in before: a round there is a proof too. Whoever has no other way is told so. */
function Providers({ by }) {
  const kind = by.split("+")[0];
  const ways = (setup.value?.ways ?? []).filter((one) => one.url && (one.kind === kind || !user.value.has_password));
  if (!ways.length && user.value.has_password) return null;
  return html`<p class="field-hint">${ways.length ? t("confirm.provider") : t("confirm.again")}</p>
    ${ways.length > 0 && html`<ul class="ways">${ways.map((one) => html`<li key=${one.id}>
      <${ButtonLink} href=${to(`${one.url}&fresh=1&next=${encodeURIComponent(here())}`)}>${t("signin.with", { name: one.label })}<//></li>`)}</ul>`}`;
}

function Ways({ ways, settle }) {
  const [way, setWay] = useState(ways.includes("passkey") ? "passkey" : ways[0]);
  const prove = async ({ password, code }) => {
    if (way !== "passkey") await api.signin.confirm({}, way === "code" ? { code } : { password });
    else {
      const proof = await usePasskey(await api.passkeys.ask_confirmation());
      if (!proof) throw new Problem(0, { code: "PASSKEY", message: t("passkey.turned_away") });
      await api.passkeys.confirm({}, proof);
    }
    settle(true);
  };
  if (!way) return null;
  return html`
    ${ways.length > 1 && html`<${Segments} label=${t("confirm.by")} value=${way} onPick=${setWay} options=${ways.map((one) => [one, tp("confirm.way", one)])} />`}
    <${Form} key=${way} action=${way === "passkey" ? t("passkey.use") : t("confirm.action")} onSubmit=${prove} onCancel=${() => settle(false)}>
      ${way === "password" && html`<${Field} label=${t("person.password")} name="password" type="password" autocomplete="current-password" required autofocus />`}
      ${way === "code" && html`<${Field} label=${t("signin.code")} name="code" autocomplete="one-time-code" required maxlength="40" autofocus />`}
    <//>`;
}
