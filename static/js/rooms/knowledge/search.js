// Search without an answer: passages with their hits marked; each opens its place in the document.
import { html } from "htm/preact";
import { useEffect, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { t, tn, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { announce } from "app/house/focus.js";
import { useKeys } from "app/house/keys.js";
import { day, number } from "app/house/format.js";
import { Icon } from "app/parts/icon.js";
import { Button } from "app/parts/button.js";
import { LIST, Names, useNaming } from "app/parts/naming.js";
import { Await } from "app/parts/skeleton.js";
import { SearchBar } from "app/rooms/knowledge/search-controls.js";
import { Hit } from "app/rooms/knowledge/search-hit.js";
import { bodyOf, narrowings, searchOf, seek, UNNARROWED } from "app/rooms/knowledge/search-wish.js";

const MOST = 1000;

/** What the address asks for, found: {found, error, again}. A late answer never overwrites a newer one. */
function useSearch(baseId, now) {
  const found = useSignal(null);
  const error = useSignal(null);
  const turn = useRef(0);
  const again = async () => {
    const mine = ++turn.current;
    found.value = null;
    error.value = null;
    if (!now.q) return;
    try {
      const body = bodyOf(now);
      const answer = await (baseId ? api.retrieval.search_base({ id: baseId }, body) : api.retrieval.search_all({}, body));
      if (mine !== turn.current) return;
      found.value = answer;
      announce(tn("search.found", answer.data.length));
    } catch (problem) {
      if (mine === turn.current) error.value = problem;
    }
  };
  const { owner_name: _, ...asked } = now;
  useEffect(() => { again(); return () => { turn.current += 1; }; }, [baseId, JSON.stringify(asked)]);
  return { found, error, again };
}

/** In one base, or in all; `place` is the query of the page's address, `facets` what the documents of the base are like. */
export function SearchBox({ baseId, place, facets }) {
  const now = searchOf(place);
  const query = useSignal(now.q ?? "");
  const field = useRef(null);
  const naming = useNaming(query);
  const { found, error, again } = useSearch(baseId, now);
  useKeys({ "/": () => field.current.focus() });
  useEffect(() => { query.value = now.q ?? ""; }, [now.q]);
  const go = (change = {}, options = { replace: true }) => seek({ q: query.value.trim(), ...change }, options);
  const submit = (event) => {
    event.preventDefault();
    naming.close();
    if (now.q && query.value.trim() === now.q) again();
    else go({}, {});
  };
  const clear = () => {
    query.value = "";
    go({ q: "" });
    field.current.focus();
  };
  const name = baseId ? t("search.base") : t("search.all");
  const listed = naming.bases.value.length > 0;
  const named = baseId ? {} : {
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": String(listed), "aria-controls": listed ? LIST : undefined,
    "aria-activedescendant": listed ? `${LIST}-${naming.at.value}` : undefined, onBlur: naming.close, onKeyDown: naming.key,
  };
  return html`<div class="search">
    <form role="search" class="search" onSubmit=${submit}>
      <div class="search-form"><${Icon} name="search" />
        <input type="text" ref=${field} value=${query.value} enterkeyhint="search" autocomplete="off" maxlength=${MOST}
          placeholder=${name} aria-label=${name} ...${named}
          onInput=${(event) => { query.value = event.target.value; if (!baseId) naming.look(event.target); }} />
        ${now.q ? html`<${Button} kind="quiet" icon="close" label=${t("search.clear")} onClick=${clear} />` : html`<kbd aria-hidden="true">/</kbd>`}
        <${Names} naming=${naming} />
        <button type="submit" class="hidden" tabindex="-1">${name}</button>
      </div>
      <${SearchBar} now=${now} go=${go} facets=${facets} />
    </form>
    ${now.q && (refused(error.value) ? html`<p class="field-error" role="alert">${refused(error.value)}</p>`
      : html`<${Await} value=${found.value} error=${error.value} onRetry=${again} kind="line">
        ${(answer) => html`<${Results} answer=${answer} now=${now} named=${!baseId && answer.scope?.length !== 1}
          onBare=${() => go(UNNARROWED)} />`}<//>`)}
  </div>`;
}

/** What is wrong with what was asked, in words: another try would not mend it. */
const refused = (error) => (error?.status === 422 ? Object.values(error.fields)[0] ?? error.message : null);

function Results({ answer, now, named, onBare }) {
  const { data, as_of: then, rerank, scope } = answer;
  const narrowed = narrowings(now) > 0;
  const judged = rerank && (rerank.state === "done" ? t("search.reranked", { model: rerank.model, ms: number(Math.round(rerank.took_ms)) })
    : `${t("search.not_reranked", { model: rerank.model })} ${tp("search.rerank", rerank.state)}`);
  return html`<div class="results">
    <p class="results-head">${tn("search.found", data.length)}
      ${answer.mode && html` · ${tp("search.mode", answer.mode)}`}
      ${scope && html` · ${tn("search.scope", scope.length)}`}
      ${answer.took_ms !== undefined && html` · ${t("search.took", { ms: number(Math.round(answer.took_ms * 10) / 10) })}`}</p>
    <div class="search-notes">
      ${then && html`<p>${t("search.as_of_now", { day: day(then.at) })} ${then.replaced ? tn("search.replaced", then.replaced) : t("search.none_replaced")}</p>`}
      ${judged && html`<p>${judged}</p>`}
    </div>
    ${data.length === 0 && html`<p class="search-none">${narrowed ? t("search.none_narrowed", { words: now.q }) : t("search.none", { words: now.q })}
      ${narrowed && html` <${Button} kind="quiet" onClick=${onBare}>${t("search.unfiltered")}<//>`}</p>`}
    <ol>${data.map((hit) => html`<li key=${hit.chunk_id}><${Hit} hit=${hit} named=${named} /></li>`)}</ol></div>`;
}
