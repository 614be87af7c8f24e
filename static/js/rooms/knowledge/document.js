// One document on its own page; ?start=&end=&page= mark a passage, so a place can be linked.
import { html } from "htm/preact";
import { useTitle } from "app/house/focus.js";
import { t } from "app/house/i18n.js";
import { navigate } from "app/house/router.js";
import { to } from "app/house/place.js";
import { DocumentViewer } from "app/parts/document-viewer.js";
import { Icon } from "app/parts/icon.js";

export default function DocumentPage({ params, query }) {
  const whole = (name) => (query.has(name) ? Number(query.get(name)) || 0 : undefined);
  const place = {
    baseId: params.id, documentId: params.doc, start: whole("start"), end: whole("end"), page: whole("page"),
    version: query.get("version") ?? undefined,
  };
  useTitle(t("document"));
  return html`<div class="document-page">
    <a class="back" href=${to(`/knowledge/${params.id}`)}><${Icon} name="back" />${t("document.back")}</a>
    <${DocumentViewer} place=${place} onVersion=${(number) => navigate(`/knowledge/${params.id}/documents/${params.doc}?version=${number}`)} />
  </div>`;
}
