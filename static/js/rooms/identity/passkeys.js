// My passkeys: added, named, taken away.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { ago, day } from "app/house/format.js";
import { canPasskey, makePasskey } from "app/house/passkey.js";
import { useLoaded, usePaged } from "app/house/store.js";
import { Badge } from "app/parts/badge.js";
import { Button } from "app/parts/button.js";
import { Confirm } from "app/parts/confirm.js";
import { Dialog } from "app/parts/dialog.js";
import { Field, Form } from "app/parts/form.js";
import { Menu } from "app/parts/menu.js";
import { Section } from "app/parts/page.js";
import { Await } from "app/parts/skeleton.js";
import { complain, say } from "app/parts/toast.js";

export function Passkeys() {
  const status = useLoaded(() => api.passkeys.passkey_status({}, undefined, { quiet: true }), []);
  const keys = usePaged((query) => api.passkeys.list_passkeys({ query }), []);
  const [named, setNamed] = useState(null); // {id?, name}
  const [doomed, setDoomed] = useState(null);
  const add = async () => {
    const made = await makePasskey(await api.passkeys.ask_new());
    if (!made) return complain(t("passkey.turned_away"));
    const one = await api.passkeys.add_passkey({}, made);
    await keys.reload();
    return setNamed(one);
  };
  const rename = async ({ name }) => {
    await api.passkeys.change_passkey({ id: named.id }, { name });
    setNamed(null);
    say(t("saved"));
    await keys.reload();
  };
  const remove = async () => {
    await api.passkeys.remove_passkey({ id: doomed.id });
    say(t("passkey.removed"));
    await keys.reload();
  };
  const offered = canPasskey() && status.data.value?.offered && status.data.value.host === location.hostname;
  return html`<${Section} title=${t("passkey.title")} text=${t("passkey.text")}>
    <${Await} value=${keys.rows.value} error=${keys.error.value} onRetry=${keys.reload} rows=${1}>
      ${(rows) => rows.length > 0 && html`<table class="table"><tbody>${rows.map((one) => html`<tr key=${one.id}>
        <td class="is-main">${one.name}<p class="under">${one.last_used_at ? t("passkey.used", { when: ago(one.last_used_at) }) : t("passkey.added", { when: day(one.created_at) })}</p></td>
        <td>${!one.holds_here && html`<${Badge} tone="warn">${t("passkey.elsewhere", { host: one.host })}<//>`}</td>
        <td class="is-actions"><${Menu} label=${t("people.menu", { name: one.name })} items=${[
          { text: t("rename"), icon: "edit", onPick: () => setNamed(one) },
          { text: t("delete"), icon: "trash", danger: true, onPick: () => setDoomed(one) },
        ]} /></td></tr>`)}</tbody></table>`}<//>
    ${offered ? html`<${Button} icon="plus" onClick=${() => add().catch(complain)}>${t("passkey.add")}<//>`
      : status.data.value && html`<p class="notice">${t("passkey.unavailable")}</p>`}
    ${named && html`<${Dialog} title=${t("passkey.name")} onClose=${() => setNamed(null)}>
      <${Form} action=${t("save")} onSubmit=${rename} onCancel=${() => setNamed(null)}>
        <${Field} label=${t("name")} name="name" value=${named.name} required maxlength="200" autocomplete="off" /><//><//>`}
    ${doomed && html`<${Confirm} title=${t("passkey.remove.title")} text=${t("passkey.remove.text", { name: doomed.name })}
      action=${t("delete")} onConfirm=${remove} onClose=${() => setDoomed(null)} />`}
  <//>`;
}
