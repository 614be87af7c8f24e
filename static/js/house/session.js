// Who is signed in. Nothing of it is kept in the browser beyond the server's own HttpOnly cookie.
import { signal } from "@preact/signals";
import { api, forgetCsrf, onSignedOut } from "app/house/api.js";
import { startLive, stopLive } from "app/house/live.js";

export const user = signal(null);
export const setup = signal(null);

let left = () => {};
let leaving = false;

/** `onLeft(willingly)` is called once when the session has ended; it must put a whole new page in place of this one. */
export async function startSession(onLeft) {
  left = onLeft;
  onSignedOut(() => leave(false));
  setup.value = await api.signin.setup_status({}, undefined, { quiet: true }).catch(() => null);
  await refresh();
}

/** Asks the server who we are; nobody is not an error. */
export async function refresh() {
  const me = await api.signin.me({}, undefined, { quiet: true }).catch(() => null);
  if (me) enter(me);
  return me;
}

/** After a sign-in: the user came with the answer. */
export function enter(me) {
  forgetCsrf();
  user.value = me;
  startLive();
}

function leave(willingly) {
  if (!user.value || leaving) return;
  leaving = true;
  stopLive();
  forgetCsrf();
  left(willingly);
}

export async function signOut() {
  await api.signin.logout({}, undefined, { quiet: true }).catch(() => {});
  leave(true);
}

export const bootstrapped = () => setup.value?.bootstrapped !== false;
const RANK = { viewer: 0, editor: 1, admin: 2 };
export const isAtLeast = (role) => (RANK[user.value?.role] ?? -1) >= RANK[role];
