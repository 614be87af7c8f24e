// A state in one word. Colour repeats what the word and the dot say, it never says it alone.
import { html } from "htm/preact";

/** `tone`: quiet, good, busy, warn, bad. */
export function Badge({ tone = "quiet", children }) {
  return html`<span class=${`badge is-${tone}`}><i class="dot" aria-hidden="true"></i>${children}</span>`;
}
