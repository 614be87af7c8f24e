// Service keys: programs with accounts of their own.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { may } from "app/house/can.js";
import { ago, moment } from "app/house/format.js";
import { usePaged } from "app/house/store.js";
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

const TYPES = ["limited", "basic", "admin"];

export function ServiceKeys() {
  const keys = usePaged((query) => api.service_keys.list_service_keys({ query }), []);
  const [making, setMaking] = useState(false);
  const [asked, setAsked] = useState(null); // {one, what}
  const [made, setMade] = useState(null);
  const remove = async () => {
    await api.service_keys.remove_service_key({ id: asked.one.id });
    say(t("services.removed"));
    await keys.reload();
  };
  const regenerate = async () => setMade(await api.service_keys.regenerate_service_key({ id: asked.one.id }));
  const make = html`<${Button} kind="primary" icon="plus" onClick=${() => setMaking(true)}>${t("services.new")}<//>`;
  return html`<${Section} title=${t("services.title")} text=${t("services.intro")}>
    <${Await} value=${keys.rows.value} error=${keys.error.value} onRetry=${keys.reload}>
      ${(rows) => (rows.length ? html`<table class="table">
        <thead><tr><th scope="col">${t("name")}</th><th scope="col">${t("services.type")}</th><th scope="col">${t("keys.used")}</th>
          <th scope="col"><span class="hidden">${t("actions")}</span></th></tr></thead>
        <tbody>${rows.map((one) => html`<${Row} key=${one.id} one=${one} onAsk=${(what) => setAsked({ one, what })} />`)}</tbody>
      </table>` : html`<${Empty} icon="key" title=${t("services.empty.title")} text=${t("services.empty.text")}>${make}<//>`)}
    <//>
    <${More} list=${keys} />
    ${keys.rows.value?.length > 0 && html`<div class="aside-action">${make}</div>`}
    ${making && html`<${NewKey} onClose=${() => setMaking(false)} onDone=${keys.reload} />`}
    ${made && html`<${Secret} made=${made} onClose=${() => setMade(null)} />`}
    ${asked?.what === "networks" && html`<${AllowedDialog} one=${asked.one} onClose=${() => setAsked(null)} onDone=${keys.reload}
      change=${(patch) => api.service_keys.change_service_key({ id: asked.one.id }, patch)} />`}
    ${asked?.what === "remove" && html`<${Confirm} title=${t("services.remove.title", { name: asked.one.name })} text=${t("services.remove.text")}
      action=${t("services.remove")} onConfirm=${remove} onClose=${() => setAsked(null)} />`}
    ${asked?.what === "regenerate" && html`<${Confirm} title=${t("services.regenerate.title", { name: asked.one.name })}
      text=${t("services.regenerate.text")} action=${t("services.regenerate")} onConfirm=${regenerate} onClose=${() => setAsked(null)} />`}
  <//>`;
}

function Row({ one, onAsk }) {
  return html`<tr>
    <td class="is-main">${one.name}<p class="under mono">${one.display}</p><${AllowedNote} of=${one} /></td>
    <td>${tp("services.type", one.type)}</td>
    <td class="is-soft" title=${moment(one.last_used_at)}>${one.last_used_at ? ago(one.last_used_at) : t("keys.never_used")}</td>
    <td class="is-actions"><${Menu} label=${t("keys.menu", { name: one.name })} items=${[
      may(one, "change") && { text: t("keys.networks_change"), icon: "globe", onPick: () => onAsk("networks") },
      may(one, "regenerate") && { text: t("services.regenerate"), icon: "retry", onPick: () => onAsk("regenerate") },
      may(one, "remove") && { text: t("services.remove"), icon: "trash", danger: true, onPick: () => onAsk("remove") },
    ]} /></td>
  </tr>`;
}

function NewKey({ onClose, onDone }) {
  const [made, setMade] = useState(null);
  const create = async ({ name, type, ...more }) => {
    setMade(await api.service_keys.create_service_key({}, { name, type, ...allowed(more) }));
    onDone();
  };
  if (made) return html`<${Secret} made=${made} onClose=${onClose} />`;
  return html`<${Dialog} title=${t("services.new")} onClose=${onClose}>
    <${Form} action=${t("create")} onSubmit=${create} onCancel=${onClose}>
      <${Field} label=${t("name")} name="name" required maxlength="200" autocomplete="off" placeholder=${t("keys.name_example")} />
      <${Choice} label=${t("services.type")} name="type" value="basic" options=${TYPES.map((key) => [key, tp("services.type", key)])} />
      <${AllowedField} />
    <//>
  <//>`;
}
