// A document with one passage marked: the place an answer stands on. Names the page and the version, and links the file.
import { html } from "htm/preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { t, tp } from "app/house/i18n.js";
import { cut } from "app/house/codepoints.js";
import { failure, openDocument } from "app/house/document.js";
import { Button, ButtonLink } from "app/parts/button.js";
import { DocumentText } from "app/parts/document-text.js";
import { Empty } from "app/parts/empty.js";
import { PageView } from "app/parts/page-view.js";
import { Await } from "app/parts/skeleton.js";
import { complain } from "app/parts/toast.js";

/** Where a page of the web was read; metadata are anybody's to write, so only such an address is a link. */
const webPage = (meta) => (meta?.source === "web" && /^https?:/.test(meta.metadata?.url) ? meta.metadata.url : null);
const isSheet = (meta) => /spreadsheet|ms-excel|csv|tab-separated/.test(meta?.media_type ?? "");

/** A PDF with pages can be shown as it looks. */
const isPaged = (meta) => meta?.source === "upload" && meta.media_type === "application/pdf" && meta.page_count > 0;

/** `place`: {baseId, documentId, version?, start?, end?, page?, title?, number?}. `onVersion(number)` shows another one. */
export function DocumentViewer({ place, onClose, onVersion }) {
  const [version, setVersion] = useState(null);
  const [asText, setAsText] = useState(false);
  const [asPage, setAsPage] = useState(null);
  const [page, setPage] = useState(null);
  const key = [place.documentId, place.version, place.start, place.end].join();
  useEffect(() => { setVersion(null); setAsPage(null); setPage(null); }, [key]);
  const wanted = version ? { ...place, version, start: undefined, end: undefined, page: undefined } : place;
  const document = useMemo(() => openDocument(wanted), [key, version]);
  const leaf = useMemo(() => ({ ...wanted, page: page ?? wanted.page ?? 1 }), [key, version, page]);
  useEffect(() => { document.load(); }, [document]);
  const meta = document.meta.value;
  const title = meta?.title || place.title || t("document");
  const isPage = isPaged(meta) && (asPage ?? Boolean(wanted.page));
  const go = (number) => (isPage ? setPage(number) : document.jump(number).catch(complain));
  const pick = (number) => (onVersion ? onVersion(number) : setVersion(number));
  return html`<section class="viewer" aria-label=${t("viewer.label", { title })}>
    <header class="viewer-head">
      ${place.number && html`<span class="cite is-static" aria-hidden="true">${place.number}</span>`}
      <div class="viewer-title"><h2>${title}</h2>
        <p>${[wanted.page && t("page", { page: wanted.page }), meta?.filename !== title && meta?.filename].filter(Boolean).join(" · ")}</p></div>
      ${meta?.page_count > 1 && html`<${Pages} count=${meta.page_count} onGo=${go} />`}
      ${isPaged(meta) && html`<${Button} kind="quiet" icon=${isPage ? "panel" : "file"} onClick=${() => setAsPage(!isPage)}>${isPage ? t("viewer.as_text") : t("viewer.as_page")}<//>`}
      ${isSheet(meta) && html`<${Button} kind="quiet" icon="table" label=${t("viewer.table")} aria-pressed=${String(!asText)} onClick=${() => setAsText(!asText)} />`}
      ${webPage(meta) && html`<${ButtonLink} kind="quiet" icon="globe" href=${webPage(meta)} target="_blank" rel="noopener noreferrer">${t("viewer.web")}<//>`}
      ${meta?.source === "upload" && html`<${ButtonLink} kind="quiet" icon="download" href=${document.original()} download>${t("viewer.original")}<//>`}
      ${onClose && html`<${Button} kind="quiet" icon="close" label=${t("close")} onClick=${onClose} />`}
    </header>
    ${document.blocks.value && document.versions.value.length > 1 && html`<${Versions} document=${document} meta=${meta} onPick=${pick} />`}
    ${isUnread(document) ? html`<${Unread} meta=${meta} onRetry=${document.load} />`
      : html`<${Await} value=${document.blocks.value} error=${document.error.value} onRetry=${document.load} kind="line" rows=${9}>
      ${() => (isPage ? html`<${PageView} key=${page} place=${leaf} quote=${quoted(document)} />`
        : html`<${DocumentText} document=${document} asTable=${isSheet(meta) && !asText} />`)}
    <//>`}
  </section>`;
}

/** It is there, and has no text: it is being read, or could not be. */
const isUnread = ({ meta, blocks, error }) => !blocks.value && error.value?.status === 404 && meta.value && meta.value.state !== "ready";

const Unread = ({ meta, onRetry }) => html`<${Empty} icon=${meta.error ? "alert" : "file"} title=${tp("state", meta.state)} text=${failure(meta) ?? t("viewer.unread")}>
  <${Button} onClick=${onRetry}>${t("retry")}<//><//>`;

/** The words of the marked place. */
const quoted = ({ blocks, start, end }) => blocks.value.map((one) => cut(one.text, start - one.start, end - one.start)[1]).join("");

/** Which version is shown; an old answer cites the one that there was. */
function Versions({ document, meta, onPick }) {
  const shown = document.shown.value;
  const readable = document.versions.value.filter((one) => one.text_kept || one.number === shown);
  return html`<div class=${`viewer-version ${shown === meta.version ? "" : "is-old"}`}>
    <label>${t("viewer.version")} <select onChange=${(event) => onPick(Number(event.target.value))}>
      ${readable.map((one) => html`<option key=${one.number} value=${one.number} selected=${one.number === shown}>${
        t("document.version", { n: one.number })}${one.current ? ` (${t("document.current")})` : ""}</option>`)}
    </select></label>
    ${shown !== meta.version && html`<span>${t("viewer.old_version")}</span>
      <${Button} kind="quiet" onClick=${() => onPick(meta.version)}>${t("viewer.newest")}<//>`}
  </div>`;
}

function Pages({ count, onGo }) {
  const go = (event) => {
    event.preventDefault();
    const page = Number(event.currentTarget.elements.page.value);
    if (page) onGo(page);
  };
  return html`<form class="viewer-pages" onSubmit=${go}>
    <input name="page" type="number" min="1" max=${count} placeholder=${t("viewer.page")} aria-label=${t("viewer.go_to_page", { n: count })} />
  </form>`;
}
