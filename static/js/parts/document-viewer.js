// A document's text with one passage marked: the place an answer stands on. Scrolls there, names the page, links the file.
import { html } from "htm/preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { openDocument } from "app/house/document.js";
import { announce } from "app/house/focus.js";
import { cut } from "app/house/codepoints.js";
import { Button, ButtonLink } from "app/parts/button.js";
import { PageView } from "app/parts/page-view.js";
import { Await } from "app/parts/skeleton.js";
import { complain } from "app/parts/toast.js";

/** Where a page of the web was read; metadata are anybody's to write, so only such an address is a link. */
const webPage = (meta) => (meta?.source === "web" && /^https?:/.test(meta.metadata?.url) ? meta.metadata.url : null);

/** A PDF with pages can be shown as it looks. */
const isPaged = (meta) => meta?.source === "upload" && meta.media_type === "application/pdf" && meta.page_count > 0;

/** `place`: {baseId, documentId, version?, start?, end?, page?, title?, number?}. */
export function DocumentViewer({ place, onClose }) {
  const key = [place.documentId, place.version, place.start, place.end].join();
  const document = useMemo(() => openDocument(place), [key]);
  useEffect(() => { document.load(); }, [document]);
  const [asText, setAsText] = useState(false);
  const isPage = isPaged(document.meta.value) && place.page && !asText;
  const title = document.meta.value?.title || place.title || t("document");
  return html`<section class="viewer" aria-label=${t("viewer.label", { title })}>
    <header class="viewer-head">
      ${place.number && html`<span class="cite is-static" aria-hidden="true">${place.number}</span>`}
      <div class="viewer-title"><h2>${title}</h2>
        <p>${[place.page && t("page", { page: place.page }), document.meta.value?.filename].filter(Boolean).join(" · ")}</p></div>
      ${isPaged(document.meta.value) && place.page && html`<${Button} kind="quiet" icon=${isPage ? "panel" : "file"} onClick=${() => setAsText(!asText)}>${isPage ? t("viewer.as_text") : t("viewer.as_page")}<//>`}
      ${webPage(document.meta.value) && html`<${ButtonLink} kind="quiet" icon="globe" href=${webPage(document.meta.value)} target="_blank" rel="noopener noreferrer">${t("viewer.web")}<//>`}
      ${document.meta.value?.source === "upload" && html`<${ButtonLink} kind="quiet" icon="file" href=${document.original(place.page)} target="_blank" rel="noopener">${t("viewer.original")}<//>`}
      ${onClose && html`<${Button} kind="quiet" icon="close" label=${t("close")} onClick=${onClose} />`}
    </header>
    <${Await} value=${document.text.value} error=${document.error.value} onRetry=${document.load} kind="line" rows=${9}>
      ${() => (isPage ? html`<${PageView} place=${place} quote=${quoted(document)} />` : html`<${Text} document=${document} />`)}
    <//>
  </section>`;
}

const quoted = ({ text, from, start, end }) => cut(text.value, start - from.value, end - from.value)[1];

function Text({ document }) {
  const mark = useRef(null);
  const sheet = useRef(null);
  useEffect(() => {
    mark.current?.scrollIntoView({ block: "center" });
    if (mark.current) announce(t("viewer.shown", { text: mark.current.textContent.slice(0, 300) }));
    sheet.current.focus({ preventScroll: true });
  }, [document]);
  const { from, to, length } = document;
  const pieces = useMemo(
    () => segments(document),
    [document.text.value, document.pages.value],
  );
  return html`<div class="viewer-text" tabindex="0" ref=${sheet}>
    ${from.value > 0 && html`<${Further} text=${t("viewer.earlier")} onLoad=${document.earlier} />`}
    <div class="sheet">${pieces.map((piece) => {
      if (piece.page) return html`<div class="page-mark" key=${`p${piece.page}`}>${t("page", { page: piece.page })}</div>`;
      if (piece.marked) return html`<mark key="mark" ref=${mark}>${piece.text}</mark>`;
      return piece.text;
    })}</div>
    ${(length.value === null || to.value < length.value) && html`<${Further} text=${t("viewer.later")} onLoad=${document.later} />`}
  </div>`;
}

function Further({ text, onLoad }) {
  const [busy, setBusy] = useState(false);
  const load = () => {
    setBusy(true);
    onLoad().catch(complain).finally(() => setBusy(false));
  };
  return html`<div class="more"><${Button} kind="quiet" busy=${busy} onClick=${load}>${text}<//></div>`;
}

/** The text cut at the marked passage and at page starts. */
function segments({ text: { value: text }, from: { value: from }, to: { value: to }, pages: { value: pages }, start, end }) {
  const breaks = pages.filter((page) => page.start >= from && page.start < to);
  const edges = [...breaks.map((page) => ({ at: page.start, page: page.number }))];
  if (end > start) edges.push({ at: start, open: true }, { at: end, close: true });
  edges.sort((a, b) => a.at - b.at);
  const found = [];
  let rest = text;
  let at = from;
  let marked = false;
  for (const edge of edges) {
    const [head, tail] = split(rest, edge.at - at);
    if (head) found.push({ text: head, marked });
    rest = tail;
    at = Math.max(at, edge.at);
    if (edge.page) found.push({ page: edge.page });
    marked = edge.open ? true : edge.close ? false : marked;
  }
  if (rest) found.push({ text: rest, marked });
  return found;
}

function split(text, points) {
  const [before, inside, after] = cut(text, 0, Math.max(0, points));
  return [before + inside, after];
}
