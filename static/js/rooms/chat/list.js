// The conversations of this person, newest first, under the days they were last used.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tp } from "app/house/i18n.js";
import { may } from "app/house/can.js";
import { to } from "app/house/place.js";
import { Button, ButtonLink } from "app/parts/button.js";
import { Confirm } from "app/parts/confirm.js";
import { Menu } from "app/parts/menu.js";
import { More } from "app/parts/more.js";
import { Share } from "app/parts/share.js";
import { Await } from "app/parts/skeleton.js";
import { say } from "app/parts/toast.js";
import { conversations, current, removeConversation } from "app/rooms/chat/store.js";

export function Conversations({ onClose }) {
  const [doomed, setDoomed] = useState(null);
  const [shared, setShared] = useState(null);
  return html`<aside class="conversations" aria-label=${t("chat.conversations")}>
    <div class="conversations-head">
      <${ButtonLink} kind="plain" icon="plus" href=${to("/chat")} class="conversations-new">${t("chat.new")}<//>
      <${Button} kind="quiet" icon="close" label=${t("close")} class="conversations-close" onClick=${onClose} />
    </div>
    <${Await} value=${conversations.rows.value} error=${conversations.error.value} onRetry=${conversations.reload} kind="line">
      ${(rows) => (rows.length ? grouped(rows).map(([age, group]) => html`<div key=${age}>
          <h2 class="conversations-age">${tp("age", age)}</h2>
          <ul>${group.map((one) => html`<${Row} key=${one.id} one=${one} onRemove=${() => setDoomed(one)} onShare=${() => setShared(one)} />`)}</ul>
        </div>`) : html`<p class="conversations-none">${t("chat.none")}</p>`)}
    <//>
    <${More} list=${conversations} />
    ${shared && html`<${Share} thing=${{ id: shared.id, name: nameOf(shared) }} onClose=${() => setShared(null)} />`}
    ${doomed && html`<${Confirm} title=${t("chat.remove.title")} text=${t("chat.remove.text", { title: nameOf(doomed) })}
      action=${t("delete")} onClose=${() => setDoomed(null)}
      onConfirm=${async () => { await removeConversation(doomed.id); say(t("chat.removed")); }} />`}
  </aside>`;
}

const nameOf = (one) => one.title || t("chat.untitled");

const Row = ({ one, onRemove, onShare }) => html`<li class="conversation">
  <a href=${to(`/chat/${one.id}`)} aria-current=${current.value.id === one.id ? "page" : undefined} title=${nameOf(one)}>${nameOf(one)}</a>
  <${Menu} label=${t("chat.menu", { title: nameOf(one) })}
    items=${[may(one, "share") && { text: t("share.action"), icon: "lock", onPick: onShare },
      may(one, "remove") && { text: t("delete"), icon: "trash", danger: true, onPick: onRemove }]} />
</li>`;

function grouped(rows) {
  const midnight = new Date().setHours(0, 0, 0, 0);
  const groups = new Map();
  for (const one of rows) {
    const days = (midnight - new Date(one.last_message_at ?? one.updated_at ?? one.created_at)) / 86400000;
    const age = days <= 0 ? "today" : days <= 1 ? "yesterday" : days <= 7 ? "week" : "older";
    groups.set(age, [...(groups.get(age) ?? []), one]);
  }
  return [...groups];
}
