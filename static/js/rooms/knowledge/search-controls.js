// What a search is narrowed by: kind, tag, owner, language, days, pages, state; the day it is asked of, and by what it finds.
import { html } from "htm/preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { language, t, tn, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { nextId } from "app/house/random.js";
import { isAtLeast, user } from "app/house/session.js";
import { useLoaded } from "app/house/store.js";
import { Button } from "app/parts/button.js";
import { Choice, Field } from "app/parts/form.js";
import { SubjectPicker } from "app/parts/subject-picker.js";
import { narrowings, UNNARROWED } from "app/rooms/knowledge/search-wish.js";

const SOURCES = ["upload", "pushed", "web"];
const ENDINGS = ["pdf", "docx", "xlsx", "pptx", "odt", "txt", "md", "html", "csv", "eml"];
const LANGUAGES = ["de", "en", "fr", "it", "es", "pt", "nl", "pl", "sv", "da", "fi", "tr", "ru"];
const STATES = ["ready", "working", "bad"];

const FIRST_DAYS = "0001-01-01";
const today = () => new Date().toLocaleDateString("sv");

/** A line beneath the box, and the filters when they are open. They are drawn anew when others than they change them. */
export function SearchBar({ now, go, facets }) {
  const count = narrowings(now);
  const [open, setOpen] = useState(count > 0);
  const id = useMemo(() => nextId("search-filters"), []);
  const { q: _, explain, ...kept } = now;
  const key = JSON.stringify(kept);
  const drawn = useRef({ key, round: 0, ours: false });
  if (drawn.current.key !== key) drawn.current = { key, round: drawn.current.round + (drawn.current.ours ? 0 : 1), ours: false };
  const put = (change) => { drawn.current.ours = true; go(change); };
  return html`<div class="search-bar">
      <${Button} kind="quiet" icon="down" aria-expanded=${String(open)} aria-controls=${open ? id : undefined} onClick=${() => setOpen(!open)}>
        ${count ? tn("search.filters", count) : t("search.no_filters")}<//>
      <label class="check"><input type="checkbox" checked=${Boolean(explain)} onChange=${(event) => go({ explain: event.target.checked ? "1" : "" })} />
        <span>${t("search.explain")}</span></label>
      ${count > 0 && html`<${Button} kind="quiet" icon="close" onClick=${() => go(UNNARROWED)}>${tn("filters.clear", count)}<//>`}
    </div>
    ${open && html`<${Filters} key=${drawn.current.round} id=${id} now=${now} put=${put} facets=${facets} />`}`;
}

/** `facets` are told of one base alone; without them a tag is written and a person looked for. */
function Filters({ id, now, put, facets }) {
  const told = useLoaded(() => api.retrieval.search_modes(), []);
  const modes = told.data.value?.modes ?? [];
  const any = ["", t("filters.any")];
  const set = (name) => (event) => put({ [name]: event.target.value });
  const choice = (name, label, options) => html`<${Choice} label=${label} name=${`search_${name}`} value=${now[name] ?? ""} onChange=${set(name)} options=${[any, ...options]} />`;
  const spoken = new Intl.DisplayNames([language.value], { type: "language" });
  const range = { now, put: set };
  return html`<section class="filters search-filters" id=${id} aria-label=${t("search.no_filters")}>
    ${modes.length > 2 && html`<${Choice} label=${t("base.search_mode")} name="search_mode" value=${now.mode ?? ""} onChange=${set("mode")}
      options=${modes.map((mode) => [mode === "auto" ? "" : mode, tp("search_mode", mode)])} />`}
    ${choice("kind", t("filters.kind"), [...SOURCES.map((kind) => [kind, tp("search.source", kind)]), ...ENDINGS.map((kind) => [kind, `.${kind}`])])}
    ${facets ? facets.tags.length > 0 && choice("tag", t("filters.tag"), facets.tags.map((one) => [one.value, `${one.name} (${one.count})`]))
      : html`<${Field} label=${t("filters.tag")} name="search_tag" value=${now.tag} autocomplete="off" onChange=${set("tag")} />`}
    <${Owner} now=${now} put=${put} facets=${facets} choice=${choice} />
    ${choice("language", t("search.language"), LANGUAGES.map((tag) => [tag, spoken.of(tag)]))}
    ${choice("state", t("document.state"), [["ready", tp("state", "ready")], ["working", t("filters.working")], ["bad", tp("state", "failed")]])}
    <${Range} ...${range} names=${["created_from", "created_to"]} labels=${[t("search.created_from"), t("search.created_to")]} type="date" min=${FIRST_DAYS} />
    <${Range} ...${range} names=${["updated_from", "updated_to"]} labels=${[t("search.updated_from"), t("search.updated_to")]} type="date" min=${FIRST_DAYS} />
    <${Range} ...${range} names=${["page_from", "page_to"]} labels=${[t("search.page_from"), t("search.page_to")]} type="number" min="1" max="10000000" />
    <${Field} label=${t("search.as_of")} name="search_as_of" type="date" value=${now.as_of} max=${today()} onChange=${set("as_of")} />
  </section>`;
}

/** Those of the base; across all, myself, and for those who may look people up, anybody. */
function Owner({ now, put, facets, choice }) {
  if (facets) return facets.owners.length > 0 && choice("owner", t("document.owner"), facets.owners.map((one) => [one.value, one.name]));
  if (!isAtLeast("editor")) return choice("owner", t("document.owner"), [[user.value.id, t("search.mine")]]);
  const pick = (person) => {
    if (person || now.owner) put({ owner: person?.id ?? "", owner_name: person?.name ?? "" });
  };
  return html`<${SubjectPicker} kind="person" label=${t("document.owner")} name="search_owner" value=${now.owner && (now.owner_name || now.owner)} onPick=${pick} optional />`;
}

const Range = ({ names, labels, now, put, ...rest }) => html`<div class="search-range">${names.map((name, at) => html`
  <${Field} key=${name} label=${labels[at]} name=${`search_${name}`} value=${now[name]} onChange=${put(name)} ...${rest} />`)}</div>`;
