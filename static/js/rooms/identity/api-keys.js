// My API keys: what they may do, when they were used last.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { may } from "app/house/can.js";
import { ago, day, moment } from "app/house/format.js";
import { usePaged } from "app/house/store.js";
import { Badge } from "app/parts/badge.js";
import { Button } from "app/parts/button.js";
import { Confirm } from "app/parts/confirm.js";
import { Dialog } from "app/parts/dialog.js";
import { Empty } from "app/parts/empty.js";
import { Choice, Field, Form } from "app/parts/form.js";
import { Menu } from "app/parts/menu.js";
import { More } from "app/parts/more.js";
import { Section } from "app/parts/page.js";
import { Await } from "app/parts/skeleton.js";
import { say } from "app/parts/toast.js";
import { AllowedDialog, AllowedField, AllowedNote, allowed } from "app/rooms/identity/allowed.js";
import { Secret } from "app/rooms/identity/secret.js";

const SCOPES = ["full", "read_only"];
const OVERLAP_HOURS = 24;
const LIVES = ["30", "90", "365", "never"];

export function ApiKeys() {
  const keys = usePaged((query) => api.keys.list_keys({ query }), []);
  const [making, setMaking] = useState(false);
  const [doomed, setDoomed] = useState(null);
  const [limited, setLimited] = useState(null);
  const [turned, setTurned] = useState(null);
  const [made, setMade] = useState(null);
  const revoke = async () => {
    await api.keys.revoke_key({ id: doomed.id });
    say(t("keys.revoked"));
    await keys.reload();
  };
  const rotate = async () => {
    setMade(await api.keys.rotate_key({ id: turned.id }, { overlap_hours: OVERLAP_HOURS }));
    await keys.reload();
  };
  const make = html`<${Button} kind="primary" icon="plus" onClick=${() => setMaking(true)}>${t("keys.new")}<//>`;
  return html`<${Section} title=${t("keys.mine")} text=${t("keys.intro")}>
    <${Await} value=${keys.rows.value} error=${keys.error.value} onRetry=${keys.reload}>
      ${(rows) => (rows.length ? html`<table class="table">
        <thead><tr><th scope="col">${t("name")}</th><th scope="col">${t("keys.scope")}</th><th scope="col">${t("keys.used")}</th>
          <th scope="col">${t("keys.expires")}</th><th scope="col"><span class="hidden">${t("actions")}</span></th></tr></thead>
        <tbody>${rows.map((key) => html`<${Row} key=${key.id} one=${key} onRevoke=${() => setDoomed(key)} onRotate=${() => setTurned(key)}
          onLimit=${() => setLimited(key)} />`)}</tbody>
      </table>` : html`<${Empty} icon="key" title=${t("keys.empty.title")} text=${t("keys.empty.text")}>${make}<//>`)}
    <//>
    <${More} list=${keys} />
    ${keys.rows.value?.length > 0 && html`<div class="aside-action">${make}</div>`}
    ${making && html`<${NewKey} onClose=${() => setMaking(false)} onDone=${keys.reload} />`}
    ${limited && html`<${AllowedDialog} one=${limited} change=${(patch) => api.keys.change_key({ id: limited.id }, patch)}
      onClose=${() => setLimited(null)} onDone=${keys.reload} />`}
    ${doomed && html`<${Confirm} title=${t("keys.revoke.title", { name: doomed.name })} text=${t("keys.revoke.text")} action=${t("keys.revoke")}
      onConfirm=${revoke} onClose=${() => setDoomed(null)} />`}
    ${turned && html`<${Confirm} title=${t("keys.rotate.title", { name: turned.name })} text=${t("keys.rotate.text")} action=${t("keys.rotate")}
      onConfirm=${rotate} onClose=${() => setTurned(null)} />`}
    ${made && html`<${Secret} made=${made} onClose=${() => setMade(null)} />`}
  <//>`;
}

function Row({ one, onRevoke, onRotate, onLimit }) {
  const expired = one.expires_at && new Date(one.expires_at) < new Date();
  return html`<tr>
    <td class="is-main">${one.name}<p class="under mono">${one.display}</p><${AllowedNote} of=${one} /></td>
    <td class="is-soft">${tp("scope", one.scope)}</td>
    <td class="is-soft" title=${moment(one.last_used_at)}>${one.last_used_at ? ago(one.last_used_at) : t("keys.never_used")}</td>
    <td class="is-soft">${expired ? html`<${Badge} tone="bad">${t("keys.expired")}<//>` : one.expires_at ? day(one.expires_at) : t("keys.never")}</td>
    <td class="is-actions"><${Menu} label=${t("keys.menu", { name: one.name })} items=${[
      may(one, "change") && { text: t("keys.networks_change"), icon: "globe", onPick: onLimit },
      may(one, "rotate") && { text: t("keys.rotate"), icon: "retry", onPick: onRotate },
      may(one, "revoke") && { text: t("keys.revoke"), icon: "trash", danger: true, onPick: onRevoke },
    ]} /></td>
  </tr>`;
}

function NewKey({ onClose, onDone }) {
  const [made, setMade] = useState(null);
  const create = async ({ name, scope, life, ...more }) => {
    setMade(await api.keys.create_key({}, { name, scope, ...allowed(more), ...(life === "never" ? {} : { expires_in_days: Number(life) }) }));
    onDone();
  };
  if (made) return html`<${Secret} made=${made} onClose=${onClose} />`;
  return html`<${Dialog} title=${t("keys.new")} onClose=${onClose}>
    <${Form} action=${t("create")} onSubmit=${create} onCancel=${onClose}>
      <${Field} label=${t("name")} name="name" required maxlength="200" autocomplete="off" placeholder=${t("keys.name_example")} />
      <${Choice} label=${t("keys.scope")} name="scope" value="full" options=${SCOPES.map((key) => [key, tp("scope", key)])} />
      <${Choice} label=${t("keys.life")} name="life" value="90" options=${LIVES.map((key) => [key, tp("keys.life", key)])} />
      <${AllowedField} />
    <//>
  <//>`;
}
