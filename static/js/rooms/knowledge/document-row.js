// One document in the list: chosen or not, what it is, how far it is, what may be done with it.
import { html } from "htm/preact";
import { t } from "app/house/i18n.js";
import { address } from "app/house/api.js";
import { may } from "app/house/can.js";
import { failure } from "app/house/document.js";
import { ago, bytes, day, moment } from "app/house/format.js";
import { to } from "app/house/place.js";
import { Badge } from "app/parts/badge.js";
import { Menu } from "app/parts/menu.js";
import { DocumentState } from "app/rooms/knowledge/states.js";

export const titleOf = (document) => document.title || document.filename || document.id;

export function DocumentRow({ document, owner, chosen, onChoose, care }) {
  const title = titleOf(document);
  return html`<tr class=${chosen ? "is-chosen" : ""}>
    ${onChoose && html`<td class="is-choice"><input type="checkbox" checked=${chosen} aria-label=${t("document.choose", { title })} onChange=${onChoose} /></td>`}
    <td class="is-main"><${Title} document=${document} title=${title} owner=${owner} /></td>
    <td><${DocumentState} document=${document} />${document.stale && html` <span title=${t("document.due", { day: day(document.review_by) })}>
      <${Badge} tone="warn">${t("document.stale")}<//></span>`}</td>
    <td class="is-number">${document.size_bytes ? bytes(document.size_bytes) : "–"}</td>
    <td class="is-soft" title=${moment(document.created_at)}>${ago(document.created_at)}</td>
    <td class="is-actions"><${Menu} label=${t("document.menu", { title })} items=${actions(document, care)} /></td>
  </tr>`;
}

function Title({ document, title, owner }) {
  const why = failure(document);
  const facts = [document.filename !== title && document.filename, document.metadata?.path, owner && t("document.owned_by", { name: owner })];
  return html`${document.state === "ready"
      ? html`<a href=${to(`/knowledge/${document.knowledge_base_id}/documents/${document.id}`)}>${title}</a>` : html`<span>${title}</span>`}
    ${document.tags.length > 0 && html`<ul class="tags" aria-label=${t("document.tags")}>${document.tags.map((tag) => html`<li key=${tag}>${tag}</li>`)}</ul>`}
    ${why ? html`<p class="why">${why}</p>` : facts.some(Boolean) && html`<p class="under">${facts.filter(Boolean).join(" · ")}</p>`}`;
}

function actions(document, care) {
  const path = { id: document.knowledge_base_id, doc_id: document.id };
  const isFile = document.source === "upload";
  return [
    document.state === "failed" && may(document, "retry", "write") && { text: t("retry"), icon: "retry", onPick: () => care("retry", document) },
    may(document, "edit", "write") && { text: t("edit"), icon: "edit", onPick: () => care("edit", document) },
    isFile && may(document, "replace", "write") && { text: t("document.replace"), icon: "upload", onPick: () => care("replace", document) },
    may(document, "move", "write") && { text: t("document.move"), icon: "book", onPick: () => care("move", document) },
    { text: t("document.versions"), icon: "file", onPick: () => care("versions", document) },
    isFile && document.state !== "quarantined" && { text: t("viewer.original"), icon: "download", href: address("documents.document_content", path), download: true },
    may(document, "remove", "write") && { text: t("delete"), icon: "trash", danger: true, onPick: () => care("remove", document) },
  ];
}
