// Path -> lazily imported page. Plain links work: clicks on our own paths are taken over here, nowhere else.
import { signal } from "@preact/signals";
import { here, to, within } from "app/house/place.js";

export const route = signal({ page: null, params: {}, query: new URLSearchParams(), path: "" });
let table = [];
let guard = () => null;

/** `routes`: [["/chat/:id?", loader, options]]; `guardian(options)` may answer another path to go to. */
export function startRouter(routes, guardian) {
  table = routes.map(([pattern, load, options = {}]) => ({ match: matcher(pattern), load, options }));
  guard = guardian;
  addEventListener("popstate", resolve);
  document.addEventListener("click", follow);
  resolve();
}

function matcher(pattern) {
  const names = [];
  const source = pattern.replace(/\/:(\w+)(\?)?/g, (_, name, optional) => {
    names.push(name);
    return optional ? "(?:/([^/]+))?" : "/([^/]+)";
  });
  const expression = new RegExp(`^${source}/?$`);
  return (path) => {
    const found = expression.exec(path);
    return found && Object.fromEntries(names.map((name, index) => [name, found[index + 1] && decode(found[index + 1])]));
  };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const find = (path) => {
  for (const entry of table) {
    const params = entry.match(path);
    if (params) return { ...entry, params };
  }
  return null;
};

function follow(event) {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest?.("a[href]");
  if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
  const path = within(link.pathname);
  if (path === null || !find(path)) return;
  event.preventDefault();
  if (link.hash && link.pathname === location.pathname) return;
  navigate(path + link.search);
}

/** Goes to one of our own paths. */
export function navigate(path, { replace = false } = {}) {
  if (replace) history.replaceState(null, "", to(path));
  else if (path !== here()) history.pushState(null, "", to(path));
  resolve();
}

/** The same page with other values in its address; an empty one goes, and what others keep there stays. */
export function rewrite(values, options = { replace: true }) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(values)) if (value) query.set(name, value); else query.delete(name);
  const path = within(location.pathname);
  navigate(query.size ? `${path}?${query}` : path, options);
}

let turn = 0;
async function resolve() {
  const mine = ++turn;
  const path = within(location.pathname);
  const entry = find(path);
  const detour = entry && guard(entry.options);
  if (detour) {
    navigate(detour, { replace: true });
    return;
  }
  const query = new URLSearchParams(location.search);
  const place = { params: entry?.params || {}, query, path, options: entry?.options || {} };
  if (!entry) {
    route.value = { ...place, page: null, missing: true };
    return;
  }
  const module = await entry.load().catch(() => null);
  if (mine === turn) route.value = { ...place, page: module?.default ?? null, broken: !module };
}
