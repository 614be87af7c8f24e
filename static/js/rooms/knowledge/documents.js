// The documents of a base: state, size, date; why one failed; reading and removing.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tn } from "app/house/i18n.js";
import { api, address } from "app/house/api.js";
import { may } from "app/house/can.js";
import { ago, bytes, moment } from "app/house/format.js";
import { to } from "app/house/place.js";
import { Confirm } from "app/parts/confirm.js";
import { Empty } from "app/parts/empty.js";
import { Menu } from "app/parts/menu.js";
import { More } from "app/parts/more.js";
import { Await } from "app/parts/skeleton.js";
import { say } from "app/parts/toast.js";
import { Badge } from "app/parts/badge.js";
import { DocumentVersions, EditDocument, MoveDocuments } from "app/rooms/knowledge/document-care.js";
import { DocumentState, failure } from "app/rooms/knowledge/states.js";

export function Documents({ base, list, refresh }) {
  const [doomed, setDoomed] = useState(null);
  const [cared, setCared] = useState(null);
  const close = () => setCared(null);
  const done = async (words) => { close(); say(words); await refresh(); };
  const care = (document) => ({
    onRemove: () => setDoomed(document),
    onEdit: () => setCared(["edit", document]),
    onMove: () => setCared(["move", document]),
    onVersions: () => setCared(["versions", document]),
    onRetry: async () => {
      await api.documents.retry_document({ id: base.id, doc_id: document.id });
      await refresh();
    },
  });
  const remove = async () => {
    await api.documents.remove_document({ id: base.id, doc_id: doomed.id });
    say(t("document.removed"));
    await refresh();
  };
  return html`<section class="documents">
    <h2 class="list-title">${tn("documents", list.total.value ?? 0)}</h2>
    <${Await} value=${list.rows.value} error=${list.error.value} onRetry=${list.reload}>
      ${(rows) => (rows.length ? html`<table class="table">
        <thead><tr><th scope="col">${t("document.title")}</th><th scope="col">${t("document.state")}</th>
          <th scope="col" class="is-number">${t("document.size")}</th><th scope="col">${t("document.added")}</th>
          <th scope="col"><span class="hidden">${t("actions")}</span></th></tr></thead>
        <tbody>${rows.map((one) => html`<${Row} key=${one.id} base=${base} document=${one} ...${care(one)} />`)}</tbody>
      </table>` : html`<${Empty} small icon="file" title=${t("documents.empty.title")} text=${t("documents.empty.text")} />`)}
    <//>
    <${More} list=${list} />
    ${cared?.[0] === "edit" && html`<${EditDocument} document=${cared[1]} onDone=${done} onClose=${close} />`}
    ${cared?.[0] === "move" && html`<${MoveDocuments} documents=${[cared[1]]} from=${base.id} onDone=${done} onClose=${close} />`}
    ${cared?.[0] === "versions" && html`<${DocumentVersions} document=${cared[1]} onClose=${close} />`}
    ${doomed && html`<${Confirm} title=${t("document.remove.title")} text=${t("document.remove.text", { title: titleOf(doomed) })}
      action=${t("delete")} onConfirm=${remove} onClose=${() => setDoomed(null)} />`}
  </section>`;
}

const titleOf = (document) => document.title || document.filename || document.id;

function Row({ base, document, onRemove, onEdit, onMove, onVersions, onRetry }) {
  const path = { id: base.id, doc_id: document.id };
  const title = titleOf(document);
  const why = failure(document);
  return html`<tr>
    <td class="is-main">
      ${document.state === "ready" ? html`<a href=${to(`/knowledge/${base.id}/documents/${document.id}`)}>${title}</a>` : html`<span>${title}</span>`}
      ${why ? html`<p class="why">${why}</p>` : document.filename !== title && html`<p class="under">${document.filename}</p>`}
    </td>
    <td><${DocumentState} document=${document} />${document.stale && html` <${Badge} tone="busy">${t("document.stale")}<//>`}</td>
    <td class="is-number">${document.size_bytes ? bytes(document.size_bytes) : "–"}</td>
    <td class="is-soft" title=${moment(document.created_at)}>${ago(document.created_at)}</td>
    <td class="is-actions"><${Menu} label=${t("document.menu", { title })} items=${[
      document.state === "failed" && may(document, "retry", "write") && { text: t("retry"), icon: "file", onPick: onRetry },
      may(document, "edit", "write") && { text: t("edit"), icon: "edit", onPick: onEdit },
      may(document, "move", "write") && { text: t("document.move"), icon: "book", onPick: onMove },
      { text: t("document.versions"), icon: "file", onPick: onVersions },
      document.source === "upload" && { text: t("viewer.original"), icon: "file", href: address("documents.document_content", path), download: true },
      may(document, "remove", "write") && { text: t("delete"), icon: "trash", danger: true, onPick: onRemove },
    ]} /></td>
  </tr>`;
}
