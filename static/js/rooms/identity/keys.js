// My API keys. A secret is seen once, when it is made.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { ago, day, moment } from "app/house/format.js";
import { usePaged } from "app/house/store.js";
import { to } from "app/house/place.js";
import { Badge } from "app/parts/badge.js";
import { Button } from "app/parts/button.js";
import { Confirm } from "app/parts/confirm.js";
import { Copy } from "app/parts/copy.js";
import { Dialog } from "app/parts/dialog.js";
import { Empty } from "app/parts/empty.js";
import { Choice, Field, Form } from "app/parts/form.js";
import { More } from "app/parts/more.js";
import { Page } from "app/parts/page.js";
import { Await } from "app/parts/skeleton.js";
import { say } from "app/parts/toast.js";

const SCOPES = ["full", "read_only"];
const LIVES = ["30", "90", "365", "never"];

export default function KeysPage() {
  const keys = usePaged((query) => api.keys.list_keys({ query }), []);
  const [making, setMaking] = useState(false);
  const [doomed, setDoomed] = useState(null);
  const revoke = async () => {
    await api.keys.revoke_key({ id: doomed.id });
    say(t("keys.revoked"));
    await keys.reload();
  };
  const make = html`<${Button} kind="primary" icon="plus" onClick=${() => setMaking(true)}>${t("keys.new")}<//>`;
  return html`<${Page} title=${t("settings.keys")} intro=${t("keys.intro")} actions=${keys.rows.value?.length ? make : null}>
    <${Await} value=${keys.rows.value} error=${keys.error.value} onRetry=${keys.reload}>
      ${(rows) => (rows.length ? html`<table class="table">
        <thead><tr><th scope="col">${t("name")}</th><th scope="col">${t("keys.scope")}</th><th scope="col">${t("keys.used")}</th>
          <th scope="col">${t("keys.expires")}</th><th scope="col"><span class="hidden">${t("actions")}</span></th></tr></thead>
        <tbody>${rows.map((key) => html`<${Row} key=${key.id} one=${key} onRevoke=${() => setDoomed(key)} />`)}</tbody>
      </table>` : html`<${Empty} icon="key" title=${t("keys.empty.title")} text=${t("keys.empty.text")}>${make}<//>`)}
    <//>
    <${More} list=${keys} />
    <p class="page-note">${t("keys.docs")} <a href=${to("/api/docs")} target="_blank" rel="noopener">${t("keys.docs_link")}</a></p>
    ${making && html`<${NewKey} onClose=${() => setMaking(false)} onDone=${keys.reload} />`}
    ${doomed && html`<${Confirm} title=${t("keys.revoke.title", { name: doomed.name })} text=${t("keys.revoke.text")} action=${t("keys.revoke")}
      onConfirm=${revoke} onClose=${() => setDoomed(null)} />`}
  <//>`;
}

function Row({ one, onRevoke }) {
  const expired = one.expires_at && new Date(one.expires_at) < new Date();
  return html`<tr>
    <td class="is-main">${one.name}<p class="under mono">${one.display}</p></td>
    <td>${tp("scope", one.scope)}</td>
    <td class="is-soft" title=${moment(one.last_used_at)}>${one.last_used_at ? ago(one.last_used_at) : t("keys.never_used")}</td>
    <td class="is-soft">${expired ? html`<${Badge} tone="bad">${t("keys.expired")}<//>` : one.expires_at ? day(one.expires_at) : t("keys.never")}</td>
    <td class="is-actions"><${Button} kind="quiet" icon="trash" label=${t("keys.revoke_named", { name: one.name })} onClick=${onRevoke} /></td>
  </tr>`;
}

function NewKey({ onClose, onDone }) {
  const [made, setMade] = useState(null);
  const create = async ({ name, scope, life }) => {
    setMade(await api.keys.create_key({}, { name, scope, ...(life === "never" ? {} : { expires_in_days: Number(life) }) }));
    onDone();
  };
  if (made) {
    return html`<${Dialog} title=${t("keys.made", { name: made.name })} onClose=${onClose}>
      <p class="notice is-warn">${t("keys.once")}</p>
      <${Copy} value=${made.secret} label=${t("keys.secret")} />
      <footer class="dialog-foot"><${Button} kind="primary" onClick=${onClose}>${t("keys.kept")}<//></footer>
    <//>`;
  }
  return html`<${Dialog} title=${t("keys.new")} onClose=${onClose}>
    <${Form} action=${t("create")} onSubmit=${create} onCancel=${onClose}>
      <${Field} label=${t("name")} name="name" required maxlength="200" autocomplete="off" placeholder=${t("keys.name_example")} />
      <${Choice} label=${t("keys.scope")} name="scope" value="full" options=${SCOPES.map((key) => [key, tp("scope", key)])} />
      <${Choice} label=${t("keys.life")} name="life" value="90" options=${LIVES.map((key) => [key, tp("keys.life", key)])} />
    <//>
  <//>`;
}
