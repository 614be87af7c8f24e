// The keys of a bot: who may call with them and from where; and what a site puts into its pages.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tp } from "app/house/i18n.js";
import { address, api } from "app/house/api.js";
import { ago, day, moment } from "app/house/format.js";
import { usePaged } from "app/house/store.js";
import { Badge } from "app/parts/badge.js";
import { Button } from "app/parts/button.js";
import { Confirm } from "app/parts/confirm.js";
import { Copy } from "app/parts/copy.js";
import { Dialog } from "app/parts/dialog.js";
import { Empty } from "app/parts/empty.js";
import { Choice, Field, Form } from "app/parts/form.js";
import { Menu } from "app/parts/menu.js";
import { More } from "app/parts/more.js";
import { Section } from "app/parts/page.js";
import { Await } from "app/parts/skeleton.js";
import { say } from "app/parts/toast.js";
import { lines } from "app/rooms/publish/agents.js";

const LIVES = ["30", "90", "365", "never"];
const OVERLAP_HOURS = 24;
const DAY_MS = 86_400_000;

const snippet = (secret) => `<script src="${location.origin}${address("completions.chat_widget")}" data-api-key="${secret}" defer></script>`;

export function BotKeys({ bot }) {
  const keys = usePaged((query) => api.bots.list_keys({ id: bot.id, query }), [bot.id]);
  const [dialog, setDialog] = useState(null); // { what, one }
  const shut = () => setDialog(null);
  const ids = () => ({ id: bot.id, key_id: dialog.one.id });
  const made = async (one) => { setDialog({ what: "made", one }); await keys.reload(); };
  const revoke = async () => {
    await api.bots.revoke_key(ids());
    say(t("keys.revoked"));
    await keys.reload();
  };
  const make = html`<${Button} kind="primary" icon="plus" onClick=${() => setDialog({ what: "new" })}>${t("bot.new_key")}<//>`;
  return html`<${Section} title=${t("bot.keys")} text=${t("bot.keys_text")}>
    <${Await} value=${keys.rows.value} error=${keys.error.value} onRetry=${keys.reload}>
      ${(rows) => (rows.length ? html`<table class="table">
        <thead><tr><th scope="col">${t("name")}</th><th scope="col">${t("keys.used")}</th><th scope="col">${t("keys.expires")}</th>
          <th scope="col"><span class="hidden">${t("actions")}</span></th></tr></thead>
        <tbody>${rows.map((one) => html`<${Row} key=${one.id} one=${one} onAsk=${(what) => setDialog({ what, one })} />`)}</tbody>
      </table>` : html`<${Empty} small icon="key" title=${t("bot.no_keys")} text=${t("bot.no_keys_text")}>${make}<//>`)}
    <//>
    <${More} list=${keys} />
    ${keys.rows.value?.length > 0 && html`<div class="aside-action">${make}</div>
      <p class="under">${t("bot.embed_text")}</p><${Copy} value=${snippet("apl_bot_…")} label=${t("bot.embed")} />`}
    ${dialog?.what === "new" && html`<${KeyForm} title=${t("bot.new_key")} action=${t("create")} onClose=${shut}
      onSave=${async (draft) => made(await api.bots.create_key({ id: bot.id }, draft))} />`}
    ${dialog?.what === "edit" && html`<${KeyForm} title=${t("bot.edit_key")} action=${t("save")} one=${dialog.one} onClose=${shut}
      onSave=${async (draft) => { await api.bots.change_key(ids(), draft); shut(); say(t("saved")); await keys.reload(); }} />`}
    ${dialog?.what === "made" && html`<${Made} one=${dialog.one} onClose=${shut} />`}
    ${dialog?.what === "rotate" && html`<${Confirm} title=${t("keys.rotate.title", { name: dialog.one.name })} text=${t("keys.rotate.text")}
      action=${t("keys.rotate")} onConfirm=${async () => { const one = await api.bots.rotate_key(ids(), { overlap_hours: OVERLAP_HOURS }); setTimeout(() => made(one)); }} onClose=${shut} />`}
    ${dialog?.what === "revoke" && html`<${Confirm} title=${t("keys.revoke.title", { name: dialog.one.name })} text=${t("bot.revoke_text")}
      action=${t("keys.revoke")} onConfirm=${revoke} onClose=${shut} />`}
  <//>`;
}

function Row({ one, onAsk }) {
  const expired = one.expires_at && new Date(one.expires_at) < new Date();
  return html`<tr>
    <td class="is-main">${one.name}<p class="under mono">${one.display}</p>
      <p class="under">${one.allowed_origins.join(", ") || t("bot.no_pages")}</p></td>
    <td class="is-soft" title=${moment(one.last_used_at)}>${one.last_used_at ? ago(one.last_used_at) : t("keys.never_used")}</td>
    <td class="is-soft">${expired ? html`<${Badge} tone="bad">${t("keys.expired")}<//>` : one.expires_at ? day(one.expires_at) : t("keys.never")}</td>
    <td class="is-actions"><${Menu} label=${t("keys.menu", { name: one.name })} items=${[
      { text: t("edit"), icon: "edit", onPick: () => onAsk("edit") },
      { text: t("keys.rotate"), icon: "retry", onPick: () => onAsk("rotate") },
      { text: t("keys.revoke"), icon: "trash", danger: true, onPick: () => onAsk("revoke") },
    ]} /></td>
  </tr>`;
}

function KeyForm({ title, action, one, onSave, onClose }) {
  const submit = ({ name, allowed_origins: origins, rate_limit: rate, life }) => onSave({
    name, allowed_origins: lines(origins), rate_limit: Number(rate),
    ...(life && life !== "never" ? { expires_at: new Date(Date.now() + Number(life) * DAY_MS).toISOString() } : {}),
  });
  return html`<${Dialog} title=${title} onClose=${onClose}>
    <${Form} action=${action} onSubmit=${submit} onCancel=${onClose}>
      <${Field} label=${t("name")} name="name" value=${one?.name} required maxlength="200" autocomplete="off" placeholder=${t("bot.key_example")} />
      <${Field} label=${t("bot.origins")} name="allowed_origins" as="textarea" rows="2" value=${(one?.allowed_origins ?? []).join("\n")} optional
        placeholder=${t("bot.origins_example")} hint=${t("bot.origins_hint")} />
      <${Field} label=${t("bot.rate")} name="rate_limit" type="number" min="1" max="100000" value=${one?.rate_limit ?? 60} required />
      ${!one && html`<${Choice} label=${t("keys.life")} name="life" value="365" options=${LIVES.map((key) => [key, tp("keys.life", key)])} />`}
    <//>
  <//>`;
}

function Made({ one, onClose }) {
  return html`<${Dialog} title=${t("keys.made", { name: one.name })} onClose=${onClose}>
    <p class="notice is-warn">${t("keys.once")}</p>
    <${Copy} value=${one.secret} label=${t("keys.secret")} />
    <p class="under">${t("bot.embed_text")}</p>
    <${Copy} value=${snippet(one.secret)} label=${t("bot.embed")} />
    <footer class="dialog-foot"><${Button} kind="primary" onClick=${onClose}>${t("keys.kept")}<//></footer>
  <//>`;
}
