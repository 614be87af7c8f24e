// Folders that fill knowledge bases, for administrators: how the last look went, what is not stored and why, look now.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tn, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { ago, moment } from "app/house/format.js";
import { useLive } from "app/house/live.js";
import { to } from "app/house/place.js";
import { usePaged } from "app/house/store.js";
import { Badge } from "app/parts/badge.js";
import { Confirm } from "app/parts/confirm.js";
import { Dialog } from "app/parts/dialog.js";
import { Menu } from "app/parts/menu.js";
import { More } from "app/parts/more.js";
import { Await } from "app/parts/skeleton.js";
import { say } from "app/parts/toast.js";

const TONES = { waiting: "busy", scanning: "busy", ready: "good", failed: "bad", off: "quiet",
  growing: "busy", stored: "good", missing: "warn", left_out: "quiet" };

/** Shows nothing while the machine's settings name no folder. */
export function Folders() {
  const list = usePaged((query) => api.folders.list_folders({ query }), []);
  const [open, setOpen] = useState(null);
  useLive("fld_", list.reload);
  const scan = async (one, draft) => {
    await api.folders.scan_folder({ id: one.id }, draft);
    say(t("folder.asked"));
    await list.reload();
  };
  if (!list.rows.value?.length) return null;
  return html`<section class="folders"><h2 class="list-title">${t("folder.title")}</h2>
    <table class="table"><thead><tr><th scope="col">${t("folder.folder")}</th><th scope="col">${t("document.state")}</th>
        <th scope="col">${t("folder.last")}</th><th scope="col"><span class="hidden">${t("actions")}</span></th></tr></thead>
      <tbody>${list.rows.value.map((one) => html`<${Row} key=${one.id} folder=${one} onScan=${scan} onOpen=${(what) => setOpen({ what, one })} />`)}</tbody></table>
    <${More} list=${list} />
    ${open?.what === "files" && html`<${Dialog} title=${open.one.path} onClose=${() => setOpen(null)}><${Files} folder=${open.one} /><//>`}
    ${open?.what === "remove" && html`<${Confirm} title=${t("folder.remove.title")} text=${tn("folder.remove.text", open.one.files_by_state.missing ?? 0)}
      action=${t("folder.remove")} onConfirm=${() => scan(open.one, { remove_missing: true })} onClose=${() => setOpen(null)} />`}
  </section>`;
}

function Row({ folder, onScan, onOpen }) {
  const states = folder.files_by_state;
  const wrong = (states.failed ?? 0) + folder.unreadable_documents;
  const name = folder.knowledge_base_id ? html`<a href=${to(`/knowledge/${folder.knowledge_base_id}`)}>${folder.name}</a>` : folder.name;
  const changes = [
    folder.added && tn("folder.added", folder.added),
    folder.changed && tn("folder.changed", folder.changed),
    folder.moved && tn("folder.moved", folder.moved),
    folder.removed && tn("folder.removed", folder.removed),
  ].filter(Boolean);
  const isOn = folder.state !== "off";
  return html`<tr>
    <td class="is-main">${name}<p class="under">${folder.path}</p>${folder.error_code && html`<p class="why">${tp("folder.error", folder.error_code)}</p>`}</td>
    <td><${Badge} tone=${TONES[folder.state]}>${tp("folder.state", folder.state)}<//> <span class="is-soft">${tn("folder.stored", states.stored ?? 0)}</span>
      ${wrong > 0 && html`<p class="under">${tn("folder.wrong", wrong)}</p>`}</td>
    <td class="is-soft" title=${folder.next_at ? t("folder.next", { at: moment(folder.next_at) }) : undefined}>${folder.finished_at ? ago(folder.finished_at) : "–"}
      <p class="under">${changes.join(" · ")}</p></td>
    <td class="is-actions"><${Menu} label=${t("folder.menu", { name: folder.name })} items=${[
      { text: t("folder.files"), icon: "file", onPick: () => onOpen("files") },
      isOn && { text: t("folder.scan"), icon: "retry", onPick: () => onScan(folder, {}) },
      isOn && states.left_out > 0 && { text: t("folder.restore"), icon: "plus", onPick: () => onScan(folder, { restore_left_out: true }) },
      isOn && folder.error_code === "many_missing" && { text: t("folder.remove"), icon: "trash", danger: true, onPick: () => onOpen("remove") },
    ]} /></td></tr>`;
}

function Files({ folder }) {
  const wanted = { "state__ne": "stored" };
  const list = usePaged((query) => api.folders.list_files({ id: folder.id, query: { ...query, ...wanted } }), [folder.id], 100);
  const why = (one) => (one.error_code && tp("folder.file", one.error_code) !== one.error_code ? tp("folder.file", one.error_code) : one.error_message);
  return html`<div class="folder-files"><${Await} value=${list.rows.value} error=${list.error.value} onRetry=${list.reload}>
    ${(rows) => (rows.length ? html`<ul>${rows.map((one) => html`<li key=${one.id}>${one.path} <${Badge} tone=${TONES[one.state]}>${tp("folder.is", one.state)}<//>
      ${one.error_code && html` <span class="is-soft">${why(one)}</span>`}</li>`)}</ul>` : html`<p>${t("folder.all_stored")}</p>`)}
  <//><${More} list=${list} /></div>`;
}
