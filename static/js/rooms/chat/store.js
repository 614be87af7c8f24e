// The open conversation: its turns, asking, following a stream through drops, stopping.
import { signal, computed, batch } from "@preact/signals";
import { api, send } from "app/house/api.js";
import { may } from "app/house/can.js";
import { events } from "app/house/stream.js";
import { navigate } from "app/house/router.js";
import { announce } from "app/house/focus.js";
import { t, tn, tp } from "app/house/i18n.js";
import { paged } from "app/house/store.js";
import { talkTo } from "app/house/choice.js";
import { token } from "app/house/random.js";
import { learnFeedback } from "app/rooms/chat/feedback.js";
import { apply, end, rewind, running, turnOf } from "app/rooms/chat/turn-state.js";

export const conversations = paged((query) => api.conversations.list_conversations({ query }), 40);
export const current = signal({ id: null });
export const turns = signal([]);
export const loadError = signal(null);
export const loading = signal(false);
export const older = signal(null);
export const agentId = signal("");
export const baseIds = signal([]);
export const place = signal(null);
/** Its name: the list knows it sooner than the conversation itself. */
export const title = computed(() => conversations.rows.value?.find((one) => one.id === current.value.id)?.title ?? current.value.title);
/** Whether the open conversation is somebody else's, who lets me read it. */
export const isShared = computed(() => {
  const one = conversations.rows.value?.find((row) => row.id === current.value.id);
  return Boolean(one) && !may(one, "remove");
});
export const busy = computed(() => turns.value.some(running));
let control = new AbortController();

/** Opens a conversation, or a blank one; what runs in the one left goes on at the server. */
export async function open(id) {
  if (!id && talkTo.value) {
    agentId.value = talkTo.value;
    talkTo.value = null;
  }
  if ((id ?? null) === current.value.id) return;
  control.abort();
  control = new AbortController();
  batch(() => {
    current.value = { id: id ?? null };
    turns.value = [];
    place.value = null;
    loadError.value = null;
    older.value = null;
    loading.value = Boolean(id);
  });
  if (id) await load(id);
}

async function load(id) {
  try {
    const [about, page] = await Promise.all([
      api.conversations.read_conversation({ id }),
      api.conversations.list_messages({ id, query: { limit: 100, sort: "-created_at" } }),
    ]);
    if (current.value.id !== id) return;
    batch(() => {
      current.value = about;
      agentId.value = about.agent_id ?? "";
      turns.value = page.data.map(turnOf).reverse();
      older.value = page.pagination?.has_more ? page.pagination.next_cursor : null;
    });
    learnFeedback(id).catch(() => {});
    for (const turn of turns.value) if (running(turn)) attach(turn, true);
  } catch (problem) {
    if (current.value.id === id) loadError.value = problem;
  }
  loading.value = false;
}

export async function loadOlder() {
  const { id } = current.value;
  const page = await api.conversations.list_messages({ id, query: { limit: 100, sort: "-created_at", cursor: older.value } });
  if (current.value.id !== id) return;
  batch(() => {
    turns.value = [...page.data.map(turnOf).reverse(), ...turns.value];
    older.value = page.pagination?.has_more ? page.pagination.next_cursor : null;
  });
}

/** Asks; the answer grows in its own turn. */
export async function ask(message) {
  const answer = turnOf({ role: "assistant", state: "waiting" });
  turns.value = [...turns.value, turnOf({ role: "user", content: message }), answer];
  announce(t("chat.answering"));
  const body = {
    message,
    conversation_id: current.value.id ?? undefined,
    agent_id: agentId.value || undefined,
    knowledge_base_ids: baseIds.value.length ? baseIds.value : undefined,
    stream: true,
  };
  const options = { once: token(), signal: control.signal, headers: { Accept: "text/event-stream" } };
  await follow(answer, () => send("turns.ask", {}, body, options));
}

/** Joins a turn that runs at the server; `whole` replays it from its first event. */
function attach(turn, whole) {
  if (whole) rewind(turn);
  return follow(turn, () => reattach(turn));
}

function reattach(turn) {
  const headers = { Accept: "text/event-stream" };
  if (turn.lastEvent) headers["Last-Event-ID"] = turn.lastEvent;
  return send("turns.attach", { id: turn.id.value }, undefined, { headers, signal: control.signal });
}

async function follow(turn, start) {
  const { signal: left } = control;
  let next = start;
  for (let tries = 0; tries < 6; tries += 1) {
    try {
      if (await read(turn, await next())) return finish(turn);
    } catch (error) {
      if (left.aborted) return undefined;
      if (error.status || !turn.id.value) return fail(turn, error);
    }
    if (left.aborted) return undefined;
    if (turn.id.value) next = () => reattach(turn);
    await new Promise((done) => { setTimeout(done, 400 * 2 ** tries); });
  }
  return fail(turn, { code: "interrupted" });
}

async function read(turn, response) {
  for await (const event of events(response)) {
    const ended = apply(turn, event);
    if (event.event === "start") started(JSON.parse(event.data));
    if (ended) return true;
  }
  return false;
}

function started({ conversation_id: id }) {
  if (current.value.id || !id) return;
  current.value = { id };
  navigate(`/chat/${id}`, { replace: true });
  conversations.reload();
}

function finish(turn) {
  conversations.reload();
  const said = turn.state.value === "done" ? tn("chat.answered", turn.citations.value.length) : tp("chat.state", turn.state.value);
  announce(said);
}

function fail(turn, error) {
  end(turn, error.code === "interrupted" ? "interrupted" : "error", error);
  announce(tp("chat.state", "error"));
}

/** Stops the running answer; what is written stays. */
export async function stop() {
  const turn = turns.value.find(running);
  if (turn?.id.value) await api.turns.cancel({ id: turn.id.value });
}

/** The question that the answer `turn` belongs to, asked again. */
export function askAgain(turn) {
  const at = turns.value.indexOf(turn);
  const question = turns.value.slice(0, at).findLast((one) => one.role === "user");
  if (question) ask(question.text.value);
}

export async function removeConversation(id) {
  await api.conversations.remove_conversation({ id });
  if (current.value.id === id) navigate("/chat");
  await conversations.reload();
}
