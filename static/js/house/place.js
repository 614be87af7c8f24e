// Where the appliance lies at this host: at its root, or under a path that a proxy gives it.
import { asset } from "app/house/asset.js";

const base = new URL(asset("icons/sprite.svg"), location.href).pathname.split("/static/")[0];

/** The address of one of our own paths. */
export const to = (path) => base + path;

/** Our own path of an address, or null when it is not one of ours. */
export const within = (pathname) => (pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : pathname === base ? "/" : null);

/** Our own path that is shown now, with its query. */
export const here = () => within(location.pathname) + location.search;
