// What the list of documents is narrowed by and sorted in. It stands in the address of the page, so a view can be linked.
import { html } from "htm/preact";
import { useRef } from "preact/hooks";
import { t, tn, tp } from "app/house/i18n.js";
import { rewrite } from "app/house/router.js";
import { Button } from "app/parts/button.js";
import { Choice, Field } from "app/parts/form.js";

const NAMES = ["text", "state", "kind", "tag", "owner", "stale", "sort"];
const STATES = { working: "received,parsing,chunking,embedding,indexing", bad: "failed,quarantined" };
const SORTS = ["-created_at", "created_at", "title", "-title", "-updated_at", "-size_bytes", "size_bytes"];
const PAUSE = 250;
const NEWEST = SORTS[0];

/** What the address of the page asks for. */
export const wishOf = (query) => Object.fromEntries(NAMES.map((name) => [name, query.get(name)]).filter(([, value]) => value));

/** The same in the words of the server. */
export function asked({ text, state, kind, tag, owner, stale, sort }) {
  return {
    text, kind, tag, owner_id: owner, stale: stale && "true", sort: SORTS.includes(sort) ? sort : NEWEST,
    ...(STATES[state] ? { state__in: STATES[state] } : { state }),
  };
}

/** Goes to the same page with another wish. */
export function wish(before, change) {
  const values = Object.fromEntries(NAMES.map((name) => [name, { ...before, ...change }[name]]));
  rewrite({ ...values, sort: values.sort === NEWEST ? "" : values.sort });
}

const options = (first, facets, word) => [["", first], ...facets.map((one) => [one.value, `${word(one)} (${one.count})`])];

export function DocumentFilters({ now, facets }) {
  const timer = useRef(0);
  const go = (name) => (event) => wish(now, { [name]: event.target.value });
  const type = (event) => {
    const text = event.target.value;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => wish(now, { text }), PAUSE);
  };
  const narrowed = NAMES.filter((name) => name !== "sort" && now[name]).length;
  const clear = (event) => {
    event.currentTarget.closest("section").querySelector("input").value = "";
    wish({ sort: now.sort }, {});
  };
  return html`<section class="filters" aria-label=${t("filters")}>
    <${Field} label=${t("filters.text")} name="text" type="search" value=${now.text} autocomplete="off" onInput=${type} class="filters-text" />
    <${Choice} label=${t("document.state")} name="state" value=${now.state ?? ""} onChange=${go("state")}
      options=${[["", t("filters.any")], ["ready", tp("state", "ready")], ["working", t("filters.working")], ["bad", tp("state", "failed")]]} />
    <${Choice} label=${t("filters.review")} name="stale" value=${now.stale ?? ""} onChange=${go("stale")}
      options=${[["", t("filters.any")], ["true", `${t("document.stale")} (${facets?.stale ?? 0})`]]} />
    ${facets?.kinds.length > 1 && html`<${Choice} label=${t("filters.kind")} name="kind" value=${now.kind ?? ""} onChange=${go("kind")}
      options=${options(t("filters.any"), facets.kinds, (one) => tp("kind", one.value))} />`}
    ${facets?.tags.length > 0 && html`<${Choice} label=${t("filters.tag")} name="tag" value=${now.tag ?? ""} onChange=${go("tag")}
      options=${options(t("filters.any"), facets.tags, (one) => one.name)} />`}
    ${facets?.owners.length > 0 && html`<${Choice} label=${t("document.owner")} name="owner" value=${now.owner ?? ""} onChange=${go("owner")}
      options=${options(t("filters.any"), facets.owners, (one) => one.name)} />`}
    <${Choice} label=${t("filters.sort")} name="sort" value=${now.sort ?? NEWEST} onChange=${go("sort")}
      options=${SORTS.map((key) => [key, tp("sort", key)])} />
    ${narrowed > 0 && html`<${Button} kind="quiet" icon="close" onClick=${clear}>${tn("filters.clear", narrowed)}<//>`}
  </section>`;
}
