// Files on their way into a base: a few at a time, whatever page is shown meanwhile. What was not sent is known after a reload.
import { batch, computed, signal } from "@preact/signals";
import { t, tn } from "app/house/i18n.js";
import { api, send } from "app/house/api.js";
import { announce } from "app/house/focus.js";
import { keep, kept } from "app/house/kept.js";
import { token } from "app/house/random.js";

const AT_ONCE = 3;
const OPEN = ["waiting", "sending"];
const UNREAD = ["received", "parsing", "chunking", "embedding", "indexing"];
const BAD = ["failed", "quarantined"];
const MOST_PAGES = 5;
const queues = new Map();
let last = 0;

/** The one queue of a base; it goes on while other pages are shown. */
export function queueOf(baseId) {
  if (!queues.has(baseId)) queues.set(baseId, queue(baseId));
  return queues.get(baseId);
}

addEventListener("beforeunload", (event) => {
  if ([...queues.values()].some((one) => one.counts.value.open)) event.preventDefault();
});

export const stateOf = ({ state, document }) => (state !== "arrived" ? state
  : BAD.includes(document?.state) ? "unread" : UNREAD.includes(document?.state) ? "reading" : "ready");

/** How many files are in which state; the sum of all is `total`. */
function counted(files) {
  const counts = { total: files.length, waiting: 0, sending: 0, reading: 0, ready: 0, unread: 0, there: 0, refused: 0, cancelled: 0 };
  for (const one of files) counts[stateOf(one)] += 1;
  return { ...counts, open: counts.waiting + counts.sending };
}

function queue(baseId) {
  const files = signal([]);
  const lost = signal(kept(`uploads ${baseId}`) ?? []);
  const pausedUntil = signal(0);
  const counts = computed(() => counted(files.value));
  let onArrived = () => {};

  const change = (id, patch) => { files.value = files.value.map((one) => (one.id === id ? { ...one, ...patch } : one)); };
  const drop = (keepIt) => { files.value = files.value.filter(keepIt); remember(); };

  /** What a reload would lose: everything that has not arrived. */
  function remember() {
    const open = files.value.filter((one) => [...OPEN, "refused"].includes(one.state));
    const names = [...lost.value, ...open.map(({ file, state }) => ({ name: file.name, size: file.size, wasSending: state === "sending" }))];
    keep(`uploads ${baseId}`, names.length ? names : null);
  }

  async function start(one) {
    const control = new AbortController();
    change(one.id, { state: "sending", share: 0, control, error: null });
    remember();
    const form = new FormData();
    form.append("file", one.file);
    if (one.path) form.append("metadata", JSON.stringify({ path: one.path }));
    let shown = 0;
    const onProgress = (share) => { if (share - shown > 0.02) change(one.id, { share: (shown = share) }); };
    try {
      const answer = await send("documents.upload_document", { id: baseId }, form, { onProgress, signal: control.signal, once: one.once });
      change(one.id, { state: answer.status === 200 ? "there" : "arrived", document: await answer.json() });
      onArrived();
    } catch (error) {
      refuse(one, error);
    }
    remember();
    if (!counts.value.open) announce(told(counts.value));
    pump();
  }

  function refuse(one, error) {
    if (error.name === "AbortError") change(one.id, { state: "cancelled" });
    else if (error.code === "RATE_LIMITED") rest(one, error.retryAfter || 5);
    else change(one.id, { state: "refused", error });
  }

  /** More than the server takes in a minute: it says when to go on. */
  function rest(one, seconds) {
    change(one.id, { state: "waiting", share: 0 });
    pausedUntil.value = Date.now() + seconds * 1000;
    setTimeout(() => { pausedUntil.value = 0; pump(); }, seconds * 1000);
  }

  function pump() {
    if (pausedUntil.value > Date.now()) return;
    const room = Math.max(0, AT_ONCE - counts.value.sending);
    files.value.filter((one) => one.state === "waiting").slice(0, room).forEach(start);
  }

  /** Learns what became of the documents that arrived, until each is ready or refused. */
  async function follow() {
    let cursor = null;
    for (let page = 0; page < MOST_PAGES && counts.value.reading; page += 1) {
      const found = await api.documents.list_documents({ id: baseId, query: { limit: 100, sort: "-created_at", cursor } });
      const byId = new Map(found.data.map((one) => [one.id, one]));
      files.value = files.value.map((one) => (byId.has(one.document?.id) ? { ...one, document: byId.get(one.document.id) } : one));
      cursor = found.pagination.has_more ? found.pagination.next_cursor : null;
      if (!cursor) return;
    }
  }

  /** Of what was on its way when the page was left, some had arrived. */
  async function checkLost() {
    const arrived = new Set();
    for (const one of lost.value.filter((row) => row.wasSending)) {
      const found = await api.documents.list_documents({ id: baseId, query: { filename: one.name, limit: 20 } });
      if (found.data.some((row) => row.size_bytes === one.size)) arrived.add(one);
    }
    lost.value = lost.value.filter((one) => !arrived.has(one));
    remember();
  }

  function add(list) {
    const fresh = list.map(({ file, path }) => ({ id: ++last, file, path, state: "waiting", share: 0, once: token() }));
    const again = new Set(list.map(({ file }) => `${file.size} ${file.name}`));
    batch(() => {
      lost.value = lost.value.filter((one) => !again.has(`${one.size} ${one.name}`));
      files.value = [...files.value, ...fresh];
    });
    remember();
    announce(tn("upload.added", list.length));
    pump();
  }

  /** A file that was refused is asked anew; one whose answer was lost keeps its key, so that it is not sent twice. */
  function retry(which) {
    files.value = files.value.map((one) => (which(one) && ["refused", "cancelled"].includes(one.state)
      ? { ...one, state: "waiting", error: null, once: one.error?.code === "NETWORK" ? one.once : token() } : one));
    remember();
    pump();
  }

  function cancel(which) {
    const open = files.value.filter((one) => which(one) && OPEN.includes(one.state));
    files.value = files.value.map((one) => (open.includes(one) && one.state === "waiting" ? { ...one, state: "cancelled" } : one));
    for (const one of open) if (one.state === "sending") one.control.abort();
    remember();
  }

  if (lost.value.some((one) => one.wasSending)) checkLost().catch(() => {});
  return {
    files, lost, counts, pausedUntil, add, retry, cancel, follow,
    clear: () => drop((one) => OPEN.includes(one.state)),
    forgetLost: () => { lost.value = []; remember(); },
    hear: (listener) => { onArrived = listener; },
  };
}

/** The counts in words; those that are none are left out. */
export function told(counts) {
  const parts = [
    counts.open && t("upload.sum.open", { n: counts.open }), counts.reading && t("upload.sum.reading", { n: counts.reading }),
    counts.ready && t("upload.sum.ready", { n: counts.ready }), counts.there && t("upload.sum.there", { n: counts.there }),
    counts.unread && t("upload.sum.unread", { n: counts.unread }), counts.refused && t("upload.sum.refused", { n: counts.refused }),
    counts.cancelled && t("upload.sum.cancelled", { n: counts.cancelled }),
  ];
  return `${tn("upload.files", counts.total)}: ${parts.filter(Boolean).join(", ")}`;
}
