// Looking after a document: its title, tags and day of review; moving it; its earlier versions and near duplicates.
import { html } from "htm/preact";
import { t } from "app/house/i18n.js";
import { api, etagOf } from "app/house/api.js";
import { bytes, moment } from "app/house/format.js";
import { to } from "app/house/place.js";
import { useLoaded } from "app/house/store.js";
import { Badge } from "app/parts/badge.js";
import { Dialog } from "app/parts/dialog.js";
import { Choice, Field, Form } from "app/parts/form.js";
import { Await } from "app/parts/skeleton.js";

const pathOf = (document) => ({ id: document.knowledge_base_id, doc_id: document.id });

export function EditDocument({ document, onDone, onClose }) {
  const save = async ({ title, tags, review_by: day }) => {
    const patch = {
      title,
      tags: tags.split(",").map((tag) => tag.trim()).filter(Boolean),
      review_by: day ? `${day}T00:00:00.000Z` : null,
    };
    await api.documents.change_document(pathOf(document), patch, { ifMatch: etagOf(document) });
    onDone(t("saved"));
  };
  return html`<${Dialog} title=${t("document.edit")} onClose=${onClose}>
    <${Form} action=${t("save")} onSubmit=${save} onCancel=${onClose}>
      <${Field} label=${t("document.title")} name="title" value=${document.title} required maxlength="500" />
      <${Field} label=${t("document.tags")} name="tags" value=${document.tags.join(", ")} optional hint=${t("document.tags_hint")} />
      <${Field} label=${t("document.review_by")} name="review_by" type="date" value=${(document.review_by ?? "").slice(0, 10)} optional
        hint=${t("document.review_hint")} />
    <//>
  <//>`;
}

export function MoveDocuments({ documents, from, onDone, onClose }) {
  const bases = useLoaded(() => api.collections.list_bases({ query: { limit: 100, sort: "name" } }), []);
  const move = async ({ knowledge_base_id: target }) => {
    await api.documents.change_documents({}, { action: "move", document_ids: documents.map((one) => one.id), knowledge_base_id: target });
    onDone(t("documents.moved"));
  };
  return html`<${Dialog} title=${t("document.move")} onClose=${onClose}>
    <${Await} value=${bases.data.value} error=${bases.error.value} onRetry=${bases.reload}>
      ${(found) => html`<${Form} action=${t("document.move")} onSubmit=${move} onCancel=${onClose}>
        <${Choice} label=${t("document.move_to")} name="knowledge_base_id" value=""
          options=${found.data.filter((base) => base.id !== from && base.can.includes("knowledge:write")).map((base) => [base.id, base.name])} />
      <//>`}
    <//>
  <//>`;
}

export function DocumentVersions({ document, onClose }) {
  const versions = useLoaded(() => api.documents.document_versions(pathOf(document)), [document.id]);
  const twins = useLoaded(() => api.documents.document_duplicates(pathOf(document)), [document.id]);
  const place = `/knowledge/${document.knowledge_base_id}/documents`;
  return html`<${Dialog} title=${t("document.versions")} onClose=${onClose}>
    <${Await} value=${versions.data.value} error=${versions.error.value} onRetry=${versions.reload}>
      ${(found) => html`<ul class="versions">${found.data.map((one) => html`<li key=${one.number}>
        ${one.text_kept ? html`<a href=${to(`${place}/${document.id}?version=${one.number}`)}>${t("document.version", { n: one.number })}</a>`
          : html`<span>${t("document.version", { n: one.number })}</span>`}
        ${one.current && html` <${Badge} tone="good">${t("document.current")}<//>`} ${one.filename} · ${bytes(one.size_bytes)} · ${moment(one.created_at)}
      </li>`)}</ul>`}
    <//>
    <${Await} value=${twins.data.value} error=${twins.error.value} onRetry=${twins.reload}>
      ${(found) => found.data.length > 0 && html`<h3>${t("document.twins")}</h3>
        <ul class="versions">${found.data.map((one) => html`<li key=${one.id}><a href=${to(`${place}/${one.id}`)}>${one.title}</a> ${Math.round(one.similarity * 100)} %</li>`)}</ul>`}
    <//>
  <//>`;
}
