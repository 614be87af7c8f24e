// The files on their way: how far each is and all are, what became of them, what may be tried again.
import { html } from "htm/preact";
import { t, tn } from "app/house/i18n.js";
import { bytes } from "app/house/format.js";
import { to } from "app/house/place.js";
import { sentence } from "app/house/problem.js";
import { Button } from "app/parts/button.js";
import { Icon } from "app/parts/icon.js";
import { failure } from "app/house/document.js";
import { stateOf, told } from "app/rooms/knowledge/upload-queue.js";

const MOST_ROWS = 100;
const FIRST = ["refused", "unread", "cancelled", "sending", "waiting", "reading", "there", "ready"];
const DONE = ["ready", "there", "reading", "unread"];

export function UploadList({ baseId, uploads }) {
  const files = uploads.files.value;
  return html`
    ${uploads.lost.value.length > 0 && html`<${Lost} uploads=${uploads} />`}
    ${files.length > 0 && html`<section class="uploads" aria-label=${t("upload.list")}>
      <${Whole} uploads=${uploads} />
      <ul class="upload-rows" tabindex="0" aria-label=${t("upload.list")}>
        ${rowsOf(files).map((one) => html`<${Row} key=${one.id} one=${one} baseId=${baseId} uploads=${uploads} />`)}</ul>
    </section>`}`;
}

/** Of very many files those that want attention first, and no more than can be looked at. */
function rowsOf(files) {
  if (files.length <= MOST_ROWS) return files;
  const rank = (one) => FIRST.indexOf(stateOf(one));
  return [...files].sort((a, b) => rank(a) - rank(b)).slice(0, MOST_ROWS);
}

function Whole({ uploads }) {
  const counts = uploads.counts.value;
  const files = uploads.files.value;
  const size = files.reduce((sum, one) => sum + one.file.size, 0) || 1;
  const sent = files.reduce((sum, one) => sum + one.file.size * (one.state === "waiting" ? 0 : one.state === "sending" ? one.share : 1), 0);
  const again = counts.refused + counts.cancelled;
  return html`<header class="uploads-head">
    <p class="uploads-sum">${told(counts)}</p>
    ${counts.open > 0 && html`<progress max="1" value=${sent / size} aria-label=${t("upload.whole")}></progress>`}
    ${uploads.pausedUntil.value > 0 && html`<p class="upload-note">${t("upload.paused")}</p>`}
    <div class="uploads-actions">
      ${again > 0 && html`<${Button} icon="retry" onClick=${() => uploads.retry(() => true)}>${tn("upload.retry", again)}<//>`}
      ${counts.open > 0 ? html`<${Button} onClick=${() => uploads.cancel(() => true)}>${t("upload.cancel_all")}<//>`
        : html`<${Button} kind="quiet" onClick=${uploads.clear}>${t("upload.clear")}<//>`}
    </div>
  </header>`;
}

const note = (one) => {
  const state = stateOf(one);
  const words = {
    waiting: () => t("upload.waiting"), sending: () => bytes(one.file.size), reading: () => t("upload.reading"), ready: () => t("upload.ready"),
    there: () => t("upload.there"), unread: () => failure(one.document), refused: () => sentence(one.error), cancelled: () => t("upload.cancelled"),
  };
  return words[state]();
};

const ICONS = { ready: "check", there: "check", unread: "alert", refused: "alert", cancelled: "stop" };

function Row({ one, baseId, uploads }) {
  const state = stateOf(one);
  const mine = (other) => other.id === one.id;
  const name = one.path || one.file.name;
  return html`<li class=${`upload is-${state}`}>
    <${Icon} name=${ICONS[state] ?? "file"} />
    <span class="upload-name" title=${name}>${["ready", "there"].includes(state) && one.document?.state === "ready"
      ? html`<a href=${to(`/knowledge/${baseId}/documents/${one.document.id}`)}>${name}</a>` : name}</span>
    <span class="upload-note">${note(one)}</span>
    ${state === "sending" && html`<progress max="1" value=${one.share} aria-label=${t("upload.progress", { name })}></progress>`}
    ${["refused", "cancelled"].includes(state) && html`<${Button} kind="quiet" icon="retry" label=${t("upload.retry_one", { name })} onClick=${() => uploads.retry(mine)} />`}
    ${!DONE.includes(state) && state !== "refused" && state !== "cancelled" && html`<${Button} kind="quiet" icon="close" label=${t("upload.cancel_one", { name })} onClick=${() => uploads.cancel(mine)} />`}
  </li>`;
}

function Lost({ uploads }) {
  const lost = uploads.lost.value;
  const names = lost.slice(0, 5).map((one) => one.name).join(", ");
  return html`<div class="notice is-warn uploads-lost" role="alert">
    <p><b>${tn("upload.lost", lost.length)}</b> ${t("upload.lost_hint")}</p>
    <p>${names}${lost.length > 5 && ` ${t("upload.lost_more", { n: lost.length - 5 })}`}</p>
    <${Button} kind="quiet" onClick=${uploads.forgetLost}>${t("upload.lost_forget")}<//>
  </div>`;
}
