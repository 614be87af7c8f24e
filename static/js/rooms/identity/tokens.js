// Personal access tokens: mine, and for administrators everybody's, with those that are over.
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
import { More } from "app/parts/more.js";
import { Section } from "app/parts/page.js";
import { Await } from "app/parts/skeleton.js";
import { say } from "app/parts/toast.js";
import { AllowedField, AllowedNote, allowed } from "app/rooms/identity/allowed.js";
import { Secret } from "app/rooms/identity/secret.js";

const LIVES = ["7", "30", "365", "never"];
const TONES = { active: "good", expired: "quiet", revoked: "bad" };

export function Tokens() {
  const tokens = usePaged((query) => api.tokens.list_tokens({ query }), []);
  const [making, setMaking] = useState(false);
  const make = html`<${Button} kind="primary" icon="plus" onClick=${() => setMaking(true)}>${t("tokens.new")}<//>`;
  return html`<${Section} title=${t("tokens.mine")} text=${t("tokens.intro")}>
    <${List} tokens=${tokens} onRevoke=${(id) => api.tokens.revoke_token({ id })}
      empty=${html`<${Empty} icon="key" title=${t("tokens.empty.title")} text=${t("tokens.empty.text")}>${make}<//>`} />
    ${tokens.rows.value?.length > 0 && html`<div class="aside-action">${make}</div>`}
    ${making && html`<${NewToken} onClose=${() => setMaking(false)} onDone=${tokens.reload} />`}
  <//>`;
}

export function AllTokens() {
  const tokens = usePaged((query) => api.tokens.list_all_tokens({ query }), []);
  return html`<${Section} title=${t("tokens.everybodys")} text=${t("tokens.everybodys_text")}>
    <${List} tokens=${tokens} onRevoke=${(id) => api.tokens.revoke_any_token({ id })}
      empty=${html`<${Empty} icon="key" title=${t("tokens.empty.title")} text=${t("tokens.empty.nobody")} />`} />
  <//>`;
}

function List({ tokens, empty, onRevoke }) {
  const [doomed, setDoomed] = useState(null);
  const revoke = async () => {
    await onRevoke(doomed.id);
    say(t("tokens.revoked"));
    await tokens.reload();
  };
  return html`<${Await} value=${tokens.rows.value} error=${tokens.error.value} onRetry=${tokens.reload}>
      ${(rows) => (rows.length ? html`<table class="table">
        <thead><tr><th scope="col">${t("name")}</th><th scope="col">${t("people.state")}</th><th scope="col">${t("keys.used")}</th>
          <th scope="col">${t("keys.expires")}</th><th scope="col"><span class="hidden">${t("actions")}</span></th></tr></thead>
        <tbody>${rows.map((one) => html`<${Row} key=${one.id} one=${one} onRevoke=${() => setDoomed(one)} />`)}</tbody>
      </table>` : empty)}
    <//>
    <${More} list=${tokens} />
    ${doomed && html`<${Confirm} title=${t("keys.revoke.title", { name: doomed.name })} text=${t("keys.revoke.text")} action=${t("keys.revoke")}
      onConfirm=${revoke} onClose=${() => setDoomed(null)} />`}`;
}

function Row({ one, onRevoke }) {
  return html`<tr>
    <td class="is-main">${one.name}<p class="under mono">${one.display}</p>${one.user_name && html`<p class="under">${one.user_name}</p>`}<${AllowedNote} of=${one} /></td>
    <td><${Badge} tone=${TONES[one.state]}>${tp("tokens.state", one.state)}<//></td>
    <td class="is-soft" title=${moment(one.last_used_at)}>${one.last_used_at ? ago(one.last_used_at) : t("keys.never_used")}</td>
    <td class="is-soft">${one.expires_at ? day(one.expires_at) : t("keys.never")}</td>
    <td class="is-actions">${may(one, "revoke") && html`<${Button} kind="quiet" icon="trash" label=${t("keys.revoke_named", { name: one.name })}
      onClick=${onRevoke} />`}</td>
  </tr>`;
}

function NewToken({ onClose, onDone }) {
  const [made, setMade] = useState(null);
  const create = async ({ name, life, ...more }) => {
    setMade(await api.tokens.create_token({}, { name, expires_in_days: life === "never" ? null : Number(life), ...allowed(more) }));
    onDone();
  };
  if (made) return html`<${Secret} made=${made} onClose=${onClose} />`;
  return html`<${Dialog} title=${t("tokens.new")} onClose=${onClose}>
    <${Form} action=${t("create")} onSubmit=${create} onCancel=${onClose}>
      <${Field} label=${t("name")} name="name" required maxlength="200" autocomplete="off" placeholder=${t("tokens.name_example")} />
      <${Choice} label=${t("keys.life")} name="life" value="30" options=${LIVES.map((key) => [key, tp("keys.life", key)])} />
      <${AllowedField} />
    <//>
  <//>`;
}
