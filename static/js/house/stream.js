// Server-sent events over fetch: EventSource can neither POST nor carry a CSRF token.

/** Yields {id, event, data} for each event of a text/event-stream response. */
export async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const parse = parser();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      yield* parse(value);
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** A parser fed with pieces of text; returns the events that they complete (WHATWG HTML, 9.2.6). */
export function parser() {
  let rest = "";
  let id = "";
  let event = "";
  let data = [];
  const line = (text) => {
    if (text === "") {
      const whole = data.length ? { id, event: event || "message", data: data.join("\n") } : null;
      event = "";
      data = [];
      return whole;
    }
    const colon = text.indexOf(":");
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? "" : text.slice(colon + 1).replace(/^ /, "");
    if (field === "id") id = value;
    else if (field === "event") event = value;
    else if (field === "data") data.push(value);
    return null;
  };
  return (piece) => {
    rest += piece;
    const held = rest.endsWith("\r") ? "\r" : "";
    const lines = (held ? rest.slice(0, -1) : rest).split(/\r\n|\n|\r/);
    rest = lines.pop() + held;
    return lines.map(line).filter(Boolean);
  };
}
