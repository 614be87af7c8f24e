// Chat: conversations on the left, the answer in the middle, the passage it stands on at the right.
import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { useKeys } from "app/house/keys.js";
import { useTitle } from "app/house/focus.js";
import { useLive } from "app/house/live.js";
import { navigate } from "app/house/router.js";
import { Button } from "app/parts/button.js";
import { DocumentViewer } from "app/parts/document-viewer.js";
import { Await } from "app/parts/skeleton.js";
import { Composer } from "app/rooms/chat/composer.js";
import { Conversations } from "app/rooms/chat/list.js";
import { Talk } from "app/rooms/chat/talk.js";
import { Welcome } from "app/rooms/chat/welcome.js";
import { busy, conversations, isShared, loadError, loading, open, place, stop, title, turns } from "app/rooms/chat/store.js";

export default function ChatPage({ params }) {
  const [listed, setListed] = useState(false);
  useEffect(() => { open(params.id); setListed(false); }, [params.id]);
  useEffect(() => { conversations.reload(); }, []);
  useLive("cnv_", conversations.reload);
  useTitle(title.value || t("nav.chat"));
  useKeys({
    "/": () => document.querySelector(".composer textarea")?.focus(),
    n: () => navigate("/chat"),
    Escape: () => (place.value ? closePassage() : busy.value ? stop() : false),
  });
  const blank = !params.id && !turns.value.length;
  return html`<div class=${`chat ${place.value ? "has-viewer" : ""} ${listed ? "is-listed" : ""}`}>
    <${Conversations} onClose=${() => setListed(false)} />
    <section class=${`talk ${blank ? "is-blank" : ""}`} aria-label=${t("chat.talk")}>
      <header class="talk-head">
        <${Button} kind="quiet" icon="panel" class="talk-list-button" label=${t("chat.conversations")} aria-expanded=${String(listed)}
          onClick=${() => setListed(!listed)} />
        <h1>${title.value || (blank ? t("chat.new") : t("nav.chat"))}</h1>
      </header>
      ${blank ? html`<${Welcome} />` : html`<${Await} value=${loading.value ? null : turns.value} error=${loadError.value} kind="line" rows=${6}>
        ${() => (loadError.value ? html`<${Await} error=${loadError.value} />` : html`<${Talk} />`)}<//>`}
      ${isShared.value ? html`<p class="composer-note">${t("chat.shared")}</p>` : html`<${Composer} />`}
    </section>
    ${place.value && html`<${DocumentViewer} place=${place.value} onClose=${closePassage} />`}
  </div>`;
}

function closePassage() {
  const { mark } = place.value;
  place.value = null;
  if (mark?.isConnected) mark.focus();
}
