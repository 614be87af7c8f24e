// The one question "is it you?": whoever calls something that wants a fresh proof waits here for the answer.
import { signal } from "@preact/signals";

/** What waits for an answer: `settle(true)` once it was proven, `settle(false)` when it was not. */
export const asked = signal(null);
let waiting = null;

/** Asks once for everything that waits; answers whether it was proven. */
export function proven() {
  waiting ??= new Promise((done) => {
    asked.value = { settle: (is) => { asked.value = null; waiting = null; done(is); } };
  });
  return waiting;
}
