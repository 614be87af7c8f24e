// Path -> lazily imported page. Plain links work: clicks on our own paths are taken over here, nowhere else.
import { signal } from "@preact/signals";

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
  if (!find(link.pathname)) return;
  event.preventDefault();
  if (link.hash && link.pathname === location.pathname) return;
  navigate(link.pathname + link.search);
}

export function navigate(path, { replace = false } = {}) {
  if (replace) history.replaceState(null, "", path);
  else if (path !== location.pathname + location.search) history.pushState(null, "", path);
  resolve();
}

let turn = 0;
async function resolve() {
  const mine = ++turn;
  const entry = find(location.pathname);
  const detour = entry && guard(entry.options);
  if (detour) {
    navigate(detour, { replace: true });
    return;
  }
  const query = new URLSearchParams(location.search);
  const here = { params: entry?.params || {}, query, path: location.pathname, options: entry?.options || {} };
  if (!entry) {
    route.value = { ...here, page: null, missing: true };
    return;
  }
  const module = await entry.load().catch(() => null);
  if (mine === turn) route.value = { ...here, page: module?.default ?? null, broken: !module };
}
