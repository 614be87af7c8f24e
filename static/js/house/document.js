// The stored text of one document, read in windows around a place; positions are code points of the server's text.
import { signal, batch } from "@preact/signals";
import { api, address } from "app/house/api.js";
import { cut } from "app/house/codepoints.js";

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

  const read = (first, last) => api.documents.document_text({ ...path, query: { version, start: first, end: last } });

  /** What was answered counts, not what was asked for: a server may give more than the window. */
  function keep(answer) {
    length.value = answer.length;
    const known = new Set(pages.value.map((page) => page.number));
    const fresh = (answer.pages ?? []).filter((page) => !known.has(page.number));
    pages.value = [...pages.value, ...fresh].sort((a, b) => a.start - b.start);
  }

  async function load() {
    const first = Math.max(0, start - WINDOW / 2);
    const last = Math.max(end, start) + WINDOW;
    try {
      const [about, answer] = await Promise.all([api.documents.read_document(path), read(first, last)]);
      batch(() => {
        meta.value = about;
        keep(answer);
        from.value = answer.start;
        to.value = answer.end;
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
      keep(answer);
      text.value += cut(answer.text, to.value - answer.start, answer.end - answer.start)[1];
      to.value = answer.end;
    });
  }

  async function earlier() {
    const first = Math.max(0, from.value - WINDOW);
    const answer = await read(first, from.value);
    batch(() => {
      keep(answer);
      text.value = cut(answer.text, 0, from.value - answer.start)[1] + text.value;
      from.value = answer.start;
    });
  }

  const original = (page) => address("documents.document_content", path) + (page ? `#page=${page}` : "");
  return { meta, text, from, to, length, pages, error, load, later, earlier, original, start, end };
}
