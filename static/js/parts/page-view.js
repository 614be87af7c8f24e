// A page of a PDF as it looks, with the cited lines marked; leafing through shows its neighbours.
import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "app/house/api.js";
import { announce } from "app/house/focus.js";
import { t } from "app/house/i18n.js";
import { Button } from "app/parts/button.js";
import { Await } from "app/parts/skeleton.js";

const WIDTH = 1200;

/** `place`: {baseId, documentId, version?, start?, end?, page}; `quote` is the marked text, for who cannot see it. */
export function PageView({ place, quote }) {
  const [number, setNumber] = useState(place.page);
  const [shown, setShown] = useState(null);
  const [error, setError] = useState(null);
  const [again, setAgain] = useState(0);
  const sheet = useRef(null);
  useEffect(() => setNumber(place.page), [place]);
  useEffect(() => {
    let wanted = true;
    const { baseId: id, documentId: doc_id, version, start, end } = place;
    setError(null);
    api.viewing.document_page({ id, doc_id, query: { number, version, start, end, width: WIDTH } })
      .then((page) => wanted && setShown(page), (problem) => wanted && setError(problem));
    return () => { wanted = false; };
  }, [place, number, again]);
  useEffect(() => {
    if (!shown) return;
    sheet.current?.querySelector("rect")?.scrollIntoView({ block: "center" });
    sheet.current?.focus({ preventScroll: true });
    announce(shown.marks.length && quote ? t("viewer.shown", { text: quote.slice(0, 300) }) : t("page", { page: shown.number }));
  }, [shown]);
  const last = shown?.page_count ?? Infinity;
  return html`<div class="viewer-page">
    <nav class="leafing" aria-label=${t("viewer.pages")}>
      <${Button} kind="quiet" icon="back" label=${t("viewer.page_before")} disabled=${number <= 1} onClick=${() => setNumber(number - 1)} />
      <span>${shown?.page_count ? t("viewer.page_of", { page: number, count: shown.page_count }) : t("page", { page: number })}</span>
      <${Button} kind="quiet" icon="back" class="is-next" label=${t("viewer.page_after")} disabled=${number >= last} onClick=${() => setNumber(number + 1)} />
    </nav>
    <div class="viewer-text" tabindex="0" ref=${sheet}>
      <${Await} value=${shown} error=${error} onRetry=${() => setAgain(again + 1)} kind="line" rows=${9}>
        ${() => html`<${Facsimile} page=${shown} quote=${quote} />`}
      <//>
    </div>
  </div>`;
}

function Facsimile({ page, quote }) {
  const name = t("page", { page: page.number });
  return html`<figure class="facsimile">
    <img src=${page.image} width=${page.width} height=${page.height} alt=${page.marks.length && quote ? `${name}: ${quote}` : name} />
    <svg class="marks" viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">${page.marks.map((mark) => html`
      <rect key=${`${mark.left},${mark.top}`} x=${mark.left} y=${mark.top} width=${mark.width} height=${mark.height} />`)}</svg>
  </figure>`;
}
