// One base: put documents in, see how far they are, search in them.
import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t, tn } from "app/house/i18n.js";
import { api, etagOf } from "app/house/api.js";
import { may } from "app/house/can.js";
import { useLive } from "app/house/live.js";
import { navigate } from "app/house/router.js";
import { isAtLeast } from "app/house/session.js";
import { useLoaded, usePaged } from "app/house/store.js";
import { to } from "app/house/place.js";
import { Confirm } from "app/parts/confirm.js";
import { Dialog } from "app/parts/dialog.js";
import { Dropzone } from "app/parts/dropzone.js";
import { Menu } from "app/parts/menu.js";
import { Page } from "app/parts/page.js";
import { Share } from "app/parts/share.js";
import { Await } from "app/parts/skeleton.js";
import { say } from "app/parts/toast.js";
import { BaseForm, withSizes } from "app/rooms/knowledge/base-form.js";
import { InstalledNotice, Publish } from "app/rooms/knowledge/publication.js";
import { hasLimit, QuotaBars } from "app/parts/quota-bars.js";
import { Documents } from "app/rooms/knowledge/documents.js";
import { SearchBox } from "app/rooms/knowledge/search.js";
import { asked, wishOf } from "app/rooms/knowledge/document-filters.js";
import { queueOf } from "app/rooms/knowledge/upload-queue.js";
import { UploadList } from "app/rooms/knowledge/uploads.js";
import { Webpages } from "app/rooms/knowledge/webpages.js";

const SLOWLY = 1200;

/** `work` at once, then again at most every so often while it is asked for: a hundred files change the list a hundred times. */
function useSlowly(work) {
  const latest = useRef(work);
  latest.current = work;
  const timer = useRef(0);
  const again = useRef(false);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useRef(function run() {
    if (timer.current) { again.current = true; return; }
    timer.current = setTimeout(() => {
      timer.current = 0;
      if (again.current) { again.current = false; run(); }
    }, SLOWLY);
    latest.current();
  }).current;
}

export default function BasePage({ params: { id }, query: place }) {
  const now = wishOf(place);
  const uploads = queueOf(id);
  const base = useLoaded(() => api.collections.read_base({ id }), [id]);
  const documents = usePaged((query) => api.documents.list_documents({ id, query: { ...query, ...asked(now) } }), [id, JSON.stringify(now)]);
  const facets = useLoaded(() => api.documents.document_facets({ id }), [id]);
  const refresh = () => Promise.all([base.reload(), documents.reload(), facets.reload(), uploads.follow().catch(() => {})]);
  const refreshSlowly = useSlowly(refresh);
  useLive(`doc_ ${id}`, refreshSlowly);
  useEffect(() => { uploads.hear(refreshSlowly); return () => uploads.hear(() => {}); }, [id]);
  return html`<${Await} value=${base.data.value} error=${base.error.value} onRetry=${base.reload}>
    ${(found) => html`<${Base} base=${found} place=${place} documents=${documents} now=${now} facets=${facets.data.value} uploads=${uploads} refresh=${refresh} />`}
  <//>`;
}

function Base({ base, place, documents, now, facets, uploads, refresh }) {
  const [open, setOpen] = useState(null);
  const close = () => setOpen(null);
  const menu = html`<${Menu} label=${t("base.menu")} items=${[
    may(base, "change") && { text: t("edit"), icon: "edit", onPick: () => setOpen("edit") },
    isAtLeast("editor") && { text: t("index.title"), icon: "search", href: to(`/knowledge/${base.id}/index`) },
    may(base, "share") && { text: t("share.action"), icon: "lock", onPick: () => setOpen("share") },
    may(base, "share") && { text: t("publication.menu"), icon: "globe", onPick: () => setOpen("publish") },
    may(base, "questions", "write") && { text: t("questions.title"), icon: "search", href: to(`/knowledge/${base.id}/questions`) },
    may(base, "remove") && { text: t("delete"), icon: "trash", danger: true, onPick: () => setOpen("remove") },
  ]} />`;
  const save = async (patch) => {
    await api.collections.change_base({ id: base.id }, withSizes(patch), { ifMatch: etagOf(base) });
    await refresh();
    close();
    say(t("saved"));
  };
  const remove = async () => {
    await api.collections.remove_base({ id: base.id });
    say(t("base.removed"));
    navigate("/knowledge");
  };
  return html`<${Page} title=${base.name} intro=${base.description} back=${{ href: to("/knowledge"), text: t("nav.knowledge") }} actions=${menu}>
    ${base.installed && html`<${InstalledNotice} base=${base} />`}
    <${Quota} base=${base} />
    ${base.document_count > 0 && html`<${SearchBox} baseId=${base.id} place=${place} facets=${facets} />`}
    ${may(base, "upload", "write") && html`<${Dropzone} onFiles=${uploads.add} hint=${t("upload.kinds")} compact=${base.document_count > 0} />`}
    <${UploadList} baseId=${base.id} uploads=${uploads} />
    <${Webpages} base=${base} refresh=${refresh} />
    <${Documents} base=${base} list=${documents} now=${now} facets=${facets} refresh=${refresh} />
    ${open === "edit" && html`<${Dialog} title=${t("base.edit")} onClose=${close}><${BaseForm} base=${base} action=${t("save")} onSave=${save} onCancel=${close} /><//>`}
    ${open === "share" && html`<${Share} thing=${base} onClose=${close} />`}
    ${open === "publish" && html`<${Publish} base=${base} onClose=${close} onDone=${refresh} />`}
    ${open === "remove" && html`<${Confirm} title=${t("base.remove.title", { name: base.name })}
      text=${tn("base.remove.text", base.document_count ?? 0)} action=${t("delete")} onConfirm=${remove} onClose=${close} />`}
  <//>`;
}

/** Shown where something is limited, to those who could meet the limit. */
function Quota({ base }) {
  const quota = useLoaded(() => (may(base, "upload", "write") ? api.collections.read_base_quota({ id: base.id }) : Promise.resolve(null)), [base.id, base.document_count]);
  return quota.data.value && hasLimit(quota.data.value) ? html`<${QuotaBars} one=${quota.data.value} brief />` : null;
}
