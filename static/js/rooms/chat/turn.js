// One question or one answer, with its marks, its sources and what became of it.
import { html } from "htm/preact";
import { t, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { useLoaded } from "app/house/store.js";
import { sentence, Problem } from "app/house/problem.js";
import { Button } from "app/parts/button.js";
import { Icon } from "app/parts/icon.js";
import { Markdown } from "app/parts/markdown.js";
import { unescape } from "app/parts/snippet.js";
import { Thumbs } from "app/rooms/chat/feedback.js";
import { ask, askAgain, isShared, place } from "app/rooms/chat/store.js";
import { running } from "app/rooms/chat/turn-state.js";

export function Turn({ turn, last }) {
  if (turn.role === "user") {
    return html`<li class="turn is-question"><h2 class="hidden">${t("chat.you")}</h2><p class="question">${turn.text.value}</p></li>`;
  }
  const active = running(turn);
  const cite = (number, key) => {
    const found = turn.citations.value.find((one) => one.number === number);
    return found && html`<${Mark} key=${key} citation=${found} />`;
  };
  return html`<li class="turn is-answer" aria-busy=${String(active)}>
    <h2 class="hidden">${t("chat.answer")}</h2>
    <div class=${`answer ${active ? "is-growing" : ""}`}><${Markdown} text=${turn.text.value} citation=${cite} /></div>
    ${turn.scope.value.length > 0 && html`<${Scope} key=${turn.scope.value.join()} ids=${turn.scope.value} />`}
    ${active && html`<${Progress} turn=${turn} />`}
    ${!active && turn.citations.value.length > 0 && html`<${Sources} citations=${turn.citations.value} />`}
    ${turn.state.value === "done" && turn.id.value && !isShared.value && html`<${Thumbs} id=${turn.id.value} />`}
    ${!active && turn.state.value !== "done" && html`<${Ended} turn=${turn} last=${last} />`}
  </li>`;
}

/** Opens the passage a citation stands on; remembers the mark so that closing gives the focus back. */
function show(citation, event) {
  place.value = {
    baseId: citation.knowledge_base_id ?? /kb_\w+/.exec(citation.url ?? "")?.[0],
    documentId: citation.document_id, version: citation.version, start: citation.start, end: citation.end,
    page: citation.page, title: citation.title, number: citation.number, mark: event.currentTarget,
  };
}

const whereabouts = ({ title, page }) => (page ? `${title}, ${t("page", { page })}` : title);

function Mark({ citation }) {
  const shown = place.value?.documentId === citation.document_id && place.value?.start === citation.start;
  return html`<button type="button" class=${`cite ${shown ? "is-shown" : ""}`} title=${whereabouts(citation)}
    aria-label=${t("chat.source", { n: citation.number, title: whereabouts(citation) })}
    onClick=${(event) => show(citation, event)}>${citation.number}</button>`;
}

function Sources({ citations }) {
  return html`<section class="sources" aria-label=${t("chat.sources")}>
    <h3>${t("chat.sources")}</h3>
    <ol>${citations.map((citation) => html`<li key=${citation.number}>
      <button type="button" class=${`source ${place.value?.number === citation.number && place.value?.documentId === citation.document_id ? "is-shown" : ""}`}
          onClick=${(event) => show(citation, event)}>
        <span class="cite is-static">${citation.number}</span>
        <span class="source-text"><span class="source-title">${citation.title}</span>
          <span class="source-snippet">${citation.page ? html`<b>${t("page", { page: citation.page })}</b> ` : ""}${plain(citation.snippet)}</span></span>
      </button></li>`)}</ol>
  </section>`;
}

/** Which bases the question named; one that was shut or removed since then is not told. */
function Scope({ ids }) {
  const bases = useLoaded(() => Promise.all(ids.map((id) => api.collections.read_base({ id }).catch(() => null))), ids);
  const names = (bases.data.value ?? []).filter(Boolean).map((base) => base.name);
  return names.length > 0 && html`<p class="answer-scope"><${Icon} name="book" />${t("chat.scope", { names: names.join(", ") })}</p>`;
}

const plain = (snippet) => unescape(String(snippet ?? "").replace(/<\/?mark>/g, ""));

function Progress({ turn }) {
  const step = turn.step.value;
  if (turn.text.value && !step) return null;
  const words = step?.kind === "tool" ? t("chat.tool", { name: step.name }) : step?.name || t("chat.thinking");
  return html`<p class="progress"><span class="progress-dot" aria-hidden="true"></span>${words}</p>`;
}

function Ended({ turn, last }) {
  const state = turn.state.value;
  const reason = state !== "error" ? tp("chat.state", state)
    : turn.error.value instanceof Problem ? sentence(turn.error.value) : reasonOf(turn.error.value);
  return html`<div class=${`ended is-${state}`} role=${state === "error" ? "alert" : undefined}>
    <${Icon} name=${state === "cancelled" ? "stop" : "alert"} /><span>${reason}</span>
    ${last && turn.text.value && html`<${Button} onClick=${() => ask(t("chat.continue_words"))}>${t("chat.continue")}<//>`}
    ${last && html`<${Button} kind="quiet" icon="retry" onClick=${() => askAgain(turn)}>${t("chat.again")}<//>`}
  </div>`;
}

const reasonOf = (error) => {
  const known = tp("chat.error", error?.code ?? "internal");
  return known === error?.code ? error.message || known : known;
};
