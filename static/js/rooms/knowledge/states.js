// How far a document is, in one word, and how many of a base are not ready.
import { html } from "htm/preact";
import { t, tn, tp } from "app/house/i18n.js";
import { Badge } from "app/parts/badge.js";
import { Button } from "app/parts/button.js";

const WORKING = ["received", "parsing", "chunking", "embedding", "indexing"];
const BAD = ["failed", "quarantined"];

const working = (document) => WORKING.includes(document.state);
const tone = (state) => (state === "ready" ? "good" : BAD.includes(state) ? "bad" : "busy");

export function DocumentState({ document }) {
  const share = document.progress?.percent ?? document.progress;
  const percent = typeof share === "number" && share > 0 ? ` ${Math.round(share <= 1 ? share * 100 : share)} %` : "";
  return html`<${Badge} tone=${tone(document.state)}>${tp("state", document.state)}${working(document) ? percent : ""}<//>
    ${document.state === "ready" && document.vectors === "missing" && html` <span title=${t("document.vectors.missing_hint")}>
      <${Badge}>${t("document.vectors.missing")}<//></span>`}`;
}

/** How many are not ready; with `onPick` each count is a button that shows those alone. */
export function StateCount({ states = {}, onPick }) {
  const sum = (names) => names.reduce((total, name) => total + (states?.[name] ?? 0), 0);
  const [busy, bad] = [sum(WORKING), sum(BAD)];
  const count = (state, badge) => (onPick ? html`<${Button} kind="quiet" onClick=${() => onPick(state)}>${badge}<//>` : badge);
  return html`${busy > 0 && count("working", html`<${Badge} tone="busy">${tn("base.working", busy)}<//>`)}
    ${bad > 0 && count("bad", html`<${Badge} tone="bad">${tn("base.failed", bad)}<//>`)}`;
}
