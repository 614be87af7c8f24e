// The text of a document block by block, its marked passage and the starts of its pages; spreadsheets as tables.
import { html } from "htm/preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { announce } from "app/house/focus.js";
import { cut } from "app/house/codepoints.js";
import { Button } from "app/parts/button.js";
import { tablesOf } from "app/parts/records.js";
import { complain } from "app/parts/toast.js";

export function DocumentText({ document, asTable }) {
  const sheet = useRef(null);
  const blocks = document.blocks.value;
  const from = blocks[0].start;
  const to = blocks.at(-1).end;
  const length = document.length.value;
  useEffect(() => {
    const mark = sheet.current.querySelector("mark, .is-marked");
    mark?.scrollIntoView({ block: "center" });
    if (mark) announce(t("viewer.shown", { text: mark.textContent.slice(0, 300) }));
    sheet.current.focus({ preventScroll: true });
  }, [document, asTable]);
  const above = async () => {
    const before = sheet.current.scrollHeight;
    await document.earlier();
    requestAnimationFrame(() => { if (sheet.current) sheet.current.scrollTop += sheet.current.scrollHeight - before; });
  };
  const Block = asTable ? Tables : Sheet;
  return html`<div class="viewer-text" tabindex="0" ref=${sheet}>
    ${from > 0 && html`<${Further} text=${t("viewer.earlier")} onLoad=${above} />`}
    ${blocks.map((block) => html`<${Block} key=${block.start} block=${block} document=${document} />`)}
    ${to < length && html`<${Further} key=${to} text=${t("viewer.later")} onLoad=${document.later} byItself />`}
  </div>`;
}

/** More text at an end of what is shown; `byItself` it comes when one has scrolled there. */
function Further({ text, onLoad, byItself }) {
  const [busy, setBusy] = useState(false);
  const box = useRef(null);
  const load = () => {
    setBusy(true);
    onLoad().catch(complain).finally(() => setBusy(false));
  };
  useEffect(() => {
    if (!byItself) return undefined;
    const watch = new IntersectionObserver(([entry]) => { if (entry.isIntersecting) { watch.disconnect(); load(); } });
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  return html`<div class="more" ref=${box}><${Button} kind="quiet" busy=${busy} onClick=${load}>${text}<//></div>`;
}

function Sheet({ block, document }) {
  const pieces = useMemo(() => segments(block, document), [block, document.pages.value]);
  return html`<div class="sheet">${pieces.map((piece) => {
    if (piece.page) return html`<div class="page-mark" key=${`p${piece.page}`}>${t("page", { page: piece.page })}</div>`;
    return piece.marked ? html`<mark key=${`m${piece.at}`}>${piece.text}</mark>` : piece.text;
  })}</div>`;
}

/** The text of a block cut at the marked passage and at page starts. */
function segments({ start: from, end: to, text }, { pages: { value: pages }, start, end }) {
  const edges = pages.filter((page) => page.start >= from && page.start < to).map((page) => ({ at: page.start, page: page.number }));
  if (end > start) edges.push({ at: start, marks: true }, { at: end, marks: false });
  edges.sort((a, b) => a.at - b.at);
  const found = [];
  let rest = text;
  let at = from;
  let marked = false;
  for (const edge of edges.filter((one) => one.at < to)) {
    const [, head, tail] = cut(rest, 0, Math.max(0, edge.at - at));
    if (head) found.push({ text: head, marked, at });
    rest = tail;
    at = Math.max(at, edge.at);
    if (edge.page) found.push({ page: edge.page });
    marked = edge.marks ?? marked;
  }
  if (rest) found.push({ text: rest, marked, at });
  return found;
}

function Tables({ block, document }) {
  const found = useMemo(() => tablesOf(block.text, block.start), [block]);
  if (!found) return html`<${Sheet} block=${block} document=${document} />`;
  const marked = (one) => (document.end > document.start && one.start < document.end && one.end > document.start ? "is-marked" : undefined);
  return found.map((one) => (one.heading ? html`<p key=${one.start} class=${`records-heading ${marked(one) ?? ""}`}>${one.heading}</p>`
    : html`<div class="records" key=${one.rows[0].start} tabindex="0" role="region" aria-label=${t("table")}><table>
      <thead><tr>${one.columns.map((name) => html`<th key=${name} scope="col">${name}</th>`)}</tr></thead>
      <tbody>${one.rows.map((row) => html`<tr key=${row.start} class=${marked(row)}>${one.columns.map((name) => html`<td key=${name}>${row.cells.get(name) ?? ""}</td>`)}</tr>`)}</tbody>
    </table></div>`));
}
