// Search without an answer: passages with their hits marked; each opens its place in the document.
import { html } from "htm/preact";
import { useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { t, tn, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { announce } from "app/house/focus.js";
import { useKeys } from "app/house/keys.js";
import { number } from "app/house/format.js";
import { to } from "app/house/place.js";
import { Icon } from "app/parts/icon.js";
import { Button } from "app/parts/button.js";
import { Snippet } from "app/parts/snippet.js";
import { Await } from "app/parts/skeleton.js";

const LIMIT = 20;

export function SearchBox({ baseId }) {
  const query = useSignal("");
  const found = useSignal(null);
  const error = useSignal(null);
  const asked = useSignal(null);
  const field = useRef(null);
  useKeys({ "/": () => field.current.focus() });
  const turn = useRef(0);
  const search = async (event) => {
    event?.preventDefault();
    const words = query.value.trim();
    if (!words) return clear();
    const mine = ++turn.current;
    asked.value = words;
    found.value = null;
    error.value = null;
    const body = { query: words, limit: LIMIT };
    try {
      const answer = await (baseId ? api.retrieval.search_base({ id: baseId }, body) : api.retrieval.search_all({}, body));
      if (mine !== turn.current) return undefined;
      found.value = answer;
      announce(tn("search.found", answer.data.length));
    } catch (problem) {
      if (mine === turn.current) error.value = problem;
    }
    return undefined;
  };
  const clear = () => {
    turn.current += 1;
    query.value = "";
    asked.value = null;
    field.current.focus();
  };
  return html`<div class="search">
    <form class="search-form" role="search" onSubmit=${search}>
      <${Icon} name="search" />
      <input type="text" ref=${field} value=${query.value} enterkeyhint="search" autocomplete="off" maxlength="1000"
        placeholder=${baseId ? t("search.base") : t("search.all")} aria-label=${baseId ? t("search.base") : t("search.all")}
        onInput=${(event) => { query.value = event.target.value; }} />
      ${asked.value ? html`<${Button} kind="quiet" icon="close" label=${t("search.clear")} onClick=${clear} />` : html`<kbd aria-hidden="true">/</kbd>`}
    </form>
    ${asked.value !== null && html`<${Await} value=${found.value} error=${error.value} onRetry=${search} kind="line">
      ${(answer) => html`<${Results} answer=${answer} words=${asked.value} />`}<//>`}
  </div>`;
}

function Results({ answer, words }) {
  if (!answer.data.length) return html`<p class="search-none">${t("search.none", { words })}</p>`;
  return html`<div class="results"><p class="results-head">${tn("search.found", answer.data.length)}
      ${answer.mode && html` · ${tp("search.mode", answer.mode)}`}
      ${answer.took_ms !== undefined && html` · ${t("search.took", { ms: number(Math.round(answer.took_ms * 10) / 10) })}`}</p>
    <ol>${answer.data.map((hit) => html`<li key=${hit.chunk_id}><${Hit} hit=${hit} /></li>`)}</ol></div>`;
}

function Hit({ hit }) {
  const query = new URLSearchParams({ start: hit.start ?? 0, end: hit.end ?? 0 });
  if (hit.page) query.set("page", hit.page);
  if (hit.version) query.set("version", hit.version);
  return html`<a class="hit" href=${to(`/knowledge/${hit.knowledge_base_id}/documents/${hit.document_id}?${query}`)}>
    <span class="hit-title">${hit.title}</span>
    <span class="hit-place">${[hit.heading, hit.page && t("page", { page: hit.page })].filter(Boolean).join(" · ")}</span>
    <${Snippet} text=${hit.snippet ?? hit.text} />
  </a>`;
}
