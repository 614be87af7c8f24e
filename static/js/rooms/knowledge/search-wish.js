// What a search is asked with. It stands in the address of the page, so that what was found can be linked.
import { rewrite } from "app/house/router.js";

const LIMIT = 20;
/** By how they are called here; in the address all but the words are marked as the search's own. */
const FILTERS = [
  "kind", "tag", "owner", "language", "state", "created_from", "created_to", "updated_from", "updated_to", "page_from", "page_to",
];
const NAMES = ["q", "mode", "as_of", "explain", ...FILTERS, "owner_name"];
const STATES = { ready: ["ready"], working: ["received", "parsing", "chunking", "embedding", "indexing"], bad: ["failed", "quarantined"] };
const placed = (name) => (name === "q" ? name : `search_${name}`);

/** What the address asks for. */
export const searchOf = (query) => Object.fromEntries(NAMES.map((name) => [name, query.get(placed(name))]).filter(([, value]) => value));

/** Goes to the same page with another search. */
export function seek(change, options) {
  const wish = { ...searchOf(new URLSearchParams(location.search)), ...change };
  rewrite(Object.fromEntries(NAMES.map((name) => [placed(name), wish[name]])), options);
}

/** How many things narrow it, beside its words. */
export const narrowings = (now) => ["as_of", "mode", ...FILTERS].filter((name) => now[name]).length;

/** Nothing that narrows. */
export const UNNARROWED = Object.fromEntries(["as_of", "mode", "owner_name", ...FILTERS].map((name) => [name, ""]));

/** An ISO moment of a day as the reader's clock has it; nothing when it is none. */
function momentOf(day, time) {
  const moment = new Date(`${day}T${time}`);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}
const begin = (day) => day && momentOf(day, "00:00:00.000")?.toISOString();
const end = (day) => day && momentOf(day, "23:59:59.999")?.toISOString();
const whole = (text) => (Number(text) >= 1 ? Math.floor(Number(text)) : undefined);
const several = (text) => {
  const found = (text ?? "").split(",").map((one) => one.trim()).filter(Boolean);
  return found.length ? found : undefined;
};

/** The same in the words of the server. */
export const bodyOf = ({ q, mode, as_of, explain, ...wish }) => ({
  query: q, limit: LIMIT, mode: mode || "auto", as_of: end(as_of), explain: Boolean(explain),
  filters: {
    kind: several(wish.kind), tags: several(wish.tag), owner: several(wish.owner), language: several(wish.language), state: STATES[wish.state],
    created_at__gte: begin(wish.created_from), created_at__lte: end(wish.created_to),
    updated_at__gte: begin(wish.updated_from), updated_at__lte: end(wish.updated_to),
    page__gte: whole(wish.page_from), page__lte: whole(wish.page_to),
  },
});
