// One stream of "X changed" for the whole page. Held only while the tab is visible: browsers allow six connections to a host.
import { useEffect, useRef } from "preact/hooks";
import { send } from "app/house/api.js";
import { events } from "app/house/stream.js";

const listeners = new Set();
let wanted = false;
let running = null;

export function startLive() {
  wanted = true;
  connect();
}

export function stopLive() {
  wanted = false;
  running?.abort();
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) running?.abort();
  else if (wanted) connect();
});

async function connect() {
  if (running || !wanted || document.hidden) return;
  const control = new AbortController();
  running = control;
  let tries = 0;
  while (wanted && !control.signal.aborted) {
    try {
      const response = await send("jobs.live", {}, undefined, { signal: control.signal, headers: { Accept: "text/event-stream" } });
      if (tries > 0) tell({ kind: "*", id: "*" });
      tries = 0;
      for await (const event of events(response)) {
        if (event.event === "changed") tell(JSON.parse(event.data));
        else if (event.event === "lagged") tell({ kind: "*", id: "*" });
      }
    } catch (error) {
      if (error.status >= 400 && error.status < 500 && error.status !== 429) break;
    }
    tries += 1;
    await new Promise((done) => { setTimeout(done, Math.min(15000, 500 * 2 ** tries)); });
  }
  running = null;
  if (wanted && !document.hidden && control.signal.aborted) {
    tell({ kind: "*", id: "*" });
    connect();
  }
}

function tell(change) {
  for (const listener of listeners) listener(change);
}

/** Calls `reload`, four times a second at most, after something whose id starts with one of `prefixes` ("doc_ kb_") has changed. */
export function useLive(prefixes, reload) {
  const latest = useRef(reload);
  latest.current = reload;
  useEffect(() => {
    const starts = prefixes.split(" ");
    let timer = 0;
    const listener = ({ id }) => {
      if (id !== "*" && !starts.some((start) => String(id).startsWith(start))) return;
      timer ||= setTimeout(() => { timer = 0; latest.current(); }, 250);
    };
    listeners.add(listener);
    return () => {
      clearTimeout(timer);
      listeners.delete(listener);
    };
  }, [prefixes]);
}
