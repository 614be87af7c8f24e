// The stored text of one document, read in blocks around a place; positions are code points of the server's text.
import { signal, batch } from "@preact/signals";
import { api, address } from "app/house/api.js";
import { points } from "app/house/codepoints.js";
import { language, tp } from "app/house/i18n.js";

const WINDOW = 6000;

/** `place`: {baseId, documentId, version?, start?, end?}. `blocks` are [{ start, end, text }], cut where lines end. */
export function openDocument({ baseId, documentId, version, start = 0, end = 0 }) {
  const path = { id: baseId, doc_id: documentId };
  const meta = signal(null);
  const versions = signal([]);
  const blocks = signal(null);
  const length = signal(null);
  const shown = signal(version ?? null);
  const pages = signal([]);
  const error = signal(null);

  const read = (query) => api.documents.document_text({ ...path, query: { version, ...query } });
  const first = () => blocks.value[0]?.start ?? 0;
  const last = () => blocks.value.at(-1)?.end ?? 0;

  function learn(answer) {
    length.value = answer.length;
    shown.value = answer.version;
    const known = new Set(pages.value.map((page) => page.number));
    const fresh = (answer.pages ?? []).filter((page) => !known.has(page.number));
    pages.value = [...pages.value, ...fresh].sort((a, b) => a.start - b.start);
  }

  /** What is known of the document stands there also when its text cannot be had. */
  async function load() {
    error.value = null;
    try {
      const around = { start: Math.max(0, start - WINDOW / 2), end: Math.max(end, start) + WINDOW };
      const known = Promise.all([api.documents.read_document(path), api.documents.document_versions(path)])
        .then(([about, kept]) => batch(() => { meta.value = about; versions.value = kept.data; }));
      const [answer] = await Promise.all([read(around).catch(async (problem) => { await known; throw problem; }), known]);
      batch(() => {
        learn(answer);
        blocks.value = [trimmed(answer, { head: answer.start > 0, tail: answer.end < answer.length, around: { start, end } })];
      });
    } catch (problem) {
      error.value = problem;
    }
  }

  async function later() {
    const from = last();
    const answer = await read({ start: from, end: from + WINDOW });
    if (from !== last()) return;
    batch(() => {
      learn(answer);
      blocks.value = [...blocks.value, trimmed(answer, { tail: answer.end < answer.length })];
    });
  }

  async function earlier() {
    const to = first();
    const answer = await read({ start: Math.max(0, to - WINDOW), end: to });
    if (to !== first()) return;
    batch(() => {
      learn(answer);
      blocks.value = [trimmed(answer, { head: answer.start > 0 }), ...blocks.value];
    });
  }

  /** Shows the text from the beginning of a page on. */
  async function jump(page) {
    const { start: from } = await read({ page });
    const answer = await read({ start: from, end: from + WINDOW });
    batch(() => {
      learn(answer);
      blocks.value = [trimmed(answer, { tail: answer.end < answer.length })];
    });
  }

  const original = () => address("documents.document_content", { ...path, query: { version } });
  return { meta, versions, blocks, length, shown, pages, error, load, later, earlier, jump, original, start, end };
}

/** Codes of which the server's own sentence, which is English, says more than our words: what the file is, or what is missing. */
const TOLD_BETTER = ["empty", "unsupported", "too_large"];

/** Why a document was refused, in words a person can act on; null when it was not. */
export function failure({ error }) {
  if (!error) return null;
  const known = tp("document.error", error.code);
  const isTold = known === error.code || (language.value === "en" && TOLD_BETTER.includes(error.code));
  return (isTold && error.message) || known;
}

/** A part of the text cut back to whole lines at its open ends, but never into the marked place. */
function trimmed({ start, text, end }, { head = false, tail = false, around = { start: end, end: start } }) {
  let from = 0;
  let to = text.length;
  if (head) {
    const line = text.indexOf("\n") + 1;
    if (line && start + points(text.slice(0, line)) <= around.start) from = line;
  }
  if (tail) {
    const line = text.lastIndexOf("\n") + 1 || text.lastIndexOf(" ") + 1;
    if (line > from && start + points(text.slice(0, line)) >= around.end) to = line;
  }
  const begin = start + points(text.slice(0, from));
  const kept = text.slice(from, to);
  return { start: begin, end: begin + points(kept), text: kept };
}
