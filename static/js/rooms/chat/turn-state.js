// One message as signals, and how the events of a stream change it.
import { signal, batch } from "@preact/signals";

let last = 0;

/** From a stored message, or for a new one. States: waiting, streaming, done, cancelled, interrupted, error. */
export function turnOf(message) {
  const state = settled(message);
  return {
    key: ++last,
    role: message.role,
    id: signal(message.id ?? null),
    text: signal(message.content ?? message.text ?? ""),
    citations: signal(message.citations ?? []),
    scope: signal(message.scope ?? []),
    state: signal(state),
    error: signal(typeof message.error === "string" ? { code: message.error } : message.error ?? null),
    step: signal(null),
    lastEvent: null,
    createdAt: message.created_at ?? null,
  };
}

function settled({ role, state, status, error }) {
  const name = state ?? status ?? "done";
  if (role === "user") return "done";
  const code = error?.code ?? error;
  if (code === "cancelled" || code === "interrupted") return code;
  if (["cancelled", "interrupted", "error", "waiting", "streaming"].includes(name)) return name;
  if (["running", "queued", "pending", "in_progress"].includes(name)) return "streaming";
  return name === "failed" || code ? "error" : "done";
}

/** Applies one event; tokens are gathered and drawn together. Returns true when the turn has ended. */
export function apply(turn, { id, event, data }) {
  if (id) turn.lastEvent = id;
  if (event === "message") return false;
  const body = JSON.parse(data);
  switch (event) {
    case "start":
      batch(() => { turn.id.value = body.message_id; turn.scope.value = body.scope ?? []; turn.state.value = "streaming"; });
      return false;
    case "token":
      gather(turn, body.text);
      return false;
    case "citation":
      turn.citations.value = [...turn.citations.value.filter((one) => one.number !== body.number), body].sort((a, b) => a.number - b.number);
      return false;
    case "progress":
      turn.step.value = { kind: "progress", name: body.label };
      return false;
    case "tool_call":
      turn.step.value = { kind: "tool", name: body.name };
      return false;
    case "tool_result":
    case "tool_error":
      turn.step.value = null;
      return false;
    case "done":
      end(turn, "done", null);
      return true;
    case "error":
      end(turn, ["cancelled", "interrupted"].includes(body.code) ? body.code : "error", body);
      return true;
    default:
      return false;
  }
}

const waiting = new Map();

function gather(turn, text) {
  if (!waiting.has(turn)) setTimeout(() => flush(turn), 33);
  waiting.set(turn, (waiting.get(turn) ?? "") + text);
}

function flush(turn) {
  if (!waiting.has(turn)) return;
  const text = waiting.get(turn);
  waiting.delete(turn);
  batch(() => {
    turn.text.value += text;
    turn.step.value = null;
  });
}

/** Starts the text anew, before a whole replay. */
export function rewind(turn) {
  waiting.delete(turn);
  batch(() => { turn.text.value = ""; turn.citations.value = []; turn.state.value = "streaming"; });
  turn.lastEvent = null;
}

export function end(turn, state, error) {
  flush(turn);
  batch(() => { turn.state.value = state; turn.error.value = error; turn.step.value = null; });
}

export const running = (turn) => turn.state.value === "streaming" || turn.state.value === "waiting";
