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
import { DocumentState, failure } from "app/rooms/knowledge/states.js";

export function Documents({ base, list, refresh }) {
  const [doomed, setDoomed] = useState(null);
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
        <tbody>${rows.map((one) => html`<${Row} key=${one.id} base=${base} document=${one} onRemove=${() => setDoomed(one)} />`)}</tbody>
      </table>` : html`<${Empty} small icon="file" title=${t("documents.empty.title")} text=${t("documents.empty.text")} />`)}
    <//>
    <${More} list=${list} />
    ${doomed && html`<${Confirm} title=${t("document.remove.title")} text=${t("document.remove.text", { title: titleOf(doomed) })}
      action=${t("delete")} onConfirm=${remove} onClose=${() => setDoomed(null)} />`}
  </section>`;
}

const titleOf = (document) => document.title || document.filename || document.id;

function Row({ base, document, onRemove }) {
  const path = { id: base.id, doc_id: document.id };
  const title = titleOf(document);
  const why = failure(document);
  return html`<tr>
    <td class="is-main">
      ${document.state === "ready" ? html`<a href=${to(`/knowledge/${base.id}/documents/${document.id}`)}>${title}</a>` : html`<span>${title}</span>`}
      ${why ? html`<p class="why">${why}</p>` : document.filename !== title && html`<p class="under">${document.filename}</p>`}
    </td>
    <td><${DocumentState} document=${document} /></td>
    <td class="is-number">${document.size_bytes ? bytes(document.size_bytes) : "–"}</td>
    <td class="is-soft" title=${moment(document.created_at)}>${ago(document.created_at)}</td>
    <td class="is-actions"><${Menu} label=${t("document.menu", { title })} items=${[
      document.source === "upload" && { text: t("viewer.original"), icon: "file", href: address("documents.document_content", path), download: true },
      may(document, "remove", "write") && { text: t("delete"), icon: "trash", danger: true, onPick: onRemove },
    ]} /></td>
  </tr>`;
}
