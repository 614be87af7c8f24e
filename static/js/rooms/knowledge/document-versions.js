// The versions of a document that are kept, each to be read and downloaded, and its near duplicates.
import { html } from "htm/preact";
import { t } from "app/house/i18n.js";
import { address, api } from "app/house/api.js";
import { bytes, moment } from "app/house/format.js";
import { to } from "app/house/place.js";
import { useLoaded } from "app/house/store.js";
import { Badge } from "app/parts/badge.js";
import { ButtonLink } from "app/parts/button.js";
import { Dialog } from "app/parts/dialog.js";
import { Await } from "app/parts/skeleton.js";
import { pathOf } from "app/rooms/knowledge/document-care.js";

export function DocumentVersions({ document, onClose }) {
  const versions = useLoaded(() => api.documents.document_versions(pathOf(document)), [document.id]);
  const twins = useLoaded(() => api.documents.document_duplicates(pathOf(document)), [document.id]);
  const place = `/knowledge/${document.knowledge_base_id}/documents`;
  return html`<${Dialog} title=${t("document.versions")} onClose=${onClose}>
    <${Await} value=${versions.data.value} error=${versions.error.value} onRetry=${versions.reload}>
      ${(found) => html`<ul class="versions">${found.data.map((one) => html`<${Version} key=${one.number} one=${one} document=${document} place=${place} />`)}</ul>`}
    <//>
    <${Await} value=${twins.data.value} error=${twins.error.value} onRetry=${twins.reload}>
      ${(found) => found.data.length > 0 && html`<h3>${t("document.twins")}</h3>
        <ul class="versions">${found.data.map((one) => html`<li key=${one.id}><a href=${to(`${place}/${one.id}`)}>${one.title}</a> ${Math.round(one.similarity * 100)} %</li>`)}</ul>`}
    <//>
  <//>`;
}

function Version({ one, document, place }) {
  const name = t("document.version", { n: one.number });
  return html`<li class="version">
    <div>${one.text_kept ? html`<a href=${to(`${place}/${document.id}?version=${one.number}`)}>${name}</a>` : html`<span>${name}</span>`}
      ${one.current && html` <${Badge} tone="good">${t("document.current")}<//>`}
      <p class="under">${[one.filename, bytes(one.size_bytes), moment(one.created_at)].join(" · ")}</p></div>
    ${one.file_kept && html`<${ButtonLink} kind="quiet" icon="download" download href=${address("documents.document_content", { ...pathOf(document), query: { version: one.number } })}>${t("viewer.original")}<//>`}
  </li>`;
}
