// A found passage. The server escapes the text and marks hits with <mark>; here it becomes nodes, never markup.
import { html } from "htm/preact";

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#x27": "'", "#34": '"', "#x2F": "/", "#47": "/" };

export const unescape = (text) => text.replace(/&(#?\w+);/g, (whole, name) => ENTITIES[name] ?? whole);

export function Snippet({ text }) {
  const pieces = String(text ?? "").split(/(<mark>[^]*?<\/mark>)/);
  return html`<span class="snippet">${pieces.map((piece, index) => (index % 2
    ? html`<mark key=${index}>${unescape(piece.slice(6, -7))}</mark>`
    : unescape(piece)))}</span>`;
}
