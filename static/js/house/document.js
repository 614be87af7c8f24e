// The stored text of one document, read in windows around a place; positions are code points of the server's text.
import { signal, batch } from "@preact/signals";
import { api, address } from "app/house/api.js";
import { pointCount } from "app/house/codepoints.js";

const WINDOW = 6000;

/** `place`: {baseId, documentId, version?, start?, end?}. Signals: meta, text, from, to, length, pages, error. */
export function openDocument({ baseId, documentId, version, start = 0, end = 0 }) {
  const path = { id: baseId, doc_id: documentId };
  const meta = signal(null);
  const text = signal(null);
  const from = signal(0);
  const to = signal(0);
  const length = signal(null);
  const pages = signal([]);
  const error = signal(null);

  const read = async (first, last) => {
    const answer = await api.documents.document_text({ ...path, query: { version, start: first, end: last } });
    return typeof answer === "string" ? { text: answer } : answer;
  };

  function keep(answer, first, asked) {
    const count = pointCount(answer.text);
    const whole = answer.length ?? answer.total ?? answer.text_length;
    if (whole !== undefined) length.value = whole;
    else if (count < asked) length.value = first + count;
    const known = new Set(pages.value.map((page) => page.number));
    const fresh = (answer.pages || []).map((page) => ({ number: page.number ?? page.page, start: page.start }));
    pages.value = [...pages.value, ...fresh.filter((page) => !known.has(page.number))].sort((a, b) => a.start - b.start);
    return count;
  }

  async function load() {
    const first = Math.max(0, start - WINDOW / 2);
    const last = Math.max(end, start) + WINDOW;
    try {
      const [about, answer] = await Promise.all([api.documents.read_document(path), read(first, last)]);
      batch(() => {
        meta.value = about;
        const count = keep(answer, first, last - first);
        from.value = first;
        to.value = first + count;
        text.value = answer.text;
        error.value = null;
      });
    } catch (problem) {
      error.value = problem;
    }
  }

  async function later() {
    const answer = await read(to.value, to.value + WINDOW);
    batch(() => {
      to.value += keep(answer, to.value, WINDOW);
      text.value += answer.text;
    });
  }

  async function earlier() {
    const first = Math.max(0, from.value - WINDOW);
    const answer = await read(first, from.value);
    batch(() => {
      keep(answer, first, 0);
      text.value = answer.text + text.value;
      from.value = first;
    });
  }

  const original = (page) => address("documents.document_content", path) + (page ? `#page=${page}` : "");
  return { meta, text, from, to, length, pages, error, load, later, earlier, original, start, end };
}
