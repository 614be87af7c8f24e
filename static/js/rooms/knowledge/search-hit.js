// A found passage, a link to its place; and when it is asked for, why it was found and stands where it does.
import { html } from "htm/preact";
import { t, tp } from "app/house/i18n.js";
import { number } from "app/house/format.js";
import { to } from "app/house/place.js";
import { Snippet } from "app/parts/snippet.js";

const PARTS = 1000;
const rounded = (value) => number(Math.round(value * PARTS) / PARTS);

/** `named`: in which base it lies is told as well. */
export function Hit({ hit, named }) {
  const query = new URLSearchParams({ start: hit.start ?? 0, end: hit.end ?? 0 });
  if (hit.page) query.set("page", hit.page);
  if (hit.version) query.set("version", hit.version);
  return html`<a class="hit" href=${to(`/knowledge/${hit.knowledge_base_id}/documents/${hit.document_id}?${query}`)}>
    <span class="hit-title">${hit.title}</span>
    <span class="hit-place">${[named && hit.knowledge_base_name, hit.heading, pagesOf(hit)].filter(Boolean).join(" · ")}</span>
    <${Snippet} text=${hit.snippet ?? hit.text} />
  </a>
  ${hit.explanation && html`<${Explained} score=${hit.score} why=${hit.explanation} />`}`;
}

const pagesOf = ({ page, last_page: last }) => page && (last > page ? t("search.pages", { from: page, to: last }) : t("page", { page }));

function Explained({ score, why }) {
  const known = (value) => value !== null && value !== undefined;
  const rows = [
    [t("explain.words"), why.weights.length ? html`<span class="explained-words">${why.weights.map((one) => html`<span key=${`${one.field} ${one.term}`}>${
      one.term} ${rounded(one.weight)} <span class="optional">${tp("explain.field", one.field)}</span></span>`)}</span>` : t("explain.no_words")],
    why.trigram > 0 && [t("explain.trigram"), rounded(why.trigram)],
    known(why.vector) && [t("explain.vector"), rounded(why.vector)],
    (known(why.lexical_rank) || known(why.vector_rank)) && [t("explain.ranks"), [
      known(why.lexical_rank) && t("explain.lexical_rank", { n: number(why.lexical_rank) }),
      known(why.vector_rank) && t("explain.vector_rank", { n: number(why.vector_rank) })].filter(Boolean).join(", ")],
    [t("explain.score"), why.fused ? t("explain.fused", { score: rounded(score) }) : rounded(score)],
    known(why.rerank) && [t("explain.rerank"), t("explain.reranked", { score: rounded(why.rerank), before: rounded(why.score_before) })],
    [t("explain.right"), tp("explain.right", why.right)],
  ].filter(Boolean);
  return html`<dl class="explained">${rows.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
