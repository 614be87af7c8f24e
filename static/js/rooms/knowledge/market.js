// The marketplace of knowledge: what colleagues published, to be looked at, installed and forked.
import { html } from "htm/preact";
import { useRef, useState } from "preact/hooks";
import { t, tn, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { ago, moment } from "app/house/format.js";
import { isAtLeast } from "app/house/session.js";
import { useLoaded, usePaged } from "app/house/store.js";
import { to } from "app/house/place.js";
import { Badge } from "app/parts/badge.js";
import { Button, ButtonLink } from "app/parts/button.js";
import { Dialog } from "app/parts/dialog.js";
import { Empty } from "app/parts/empty.js";
import { Icon } from "app/parts/icon.js";
import { More } from "app/parts/more.js";
import { Page } from "app/parts/page.js";
import { Segments } from "app/parts/segments.js";
import { Await } from "app/parts/skeleton.js";
import { complain, say } from "app/parts/toast.js";
import { Fork } from "app/rooms/knowledge/publication.js";

const SHOWN = ["all", "installed"];
const PAUSE = 200;

export default function MarketPage() {
  const [shown, setShown] = useState("all");
  const [words, setWords] = useState("");
  const [asked, setAsked] = useState(null);
  const waiting = useRef(0);
  const list = usePaged((query) => api.collections.list_published_bases({ query: { ...query, q: words, ...(shown === "installed" && { installed: true }) } }), [shown, words], 24);
  const type = (event) => { const { value } = event.target; clearTimeout(waiting.current); waiting.current = setTimeout(() => setWords(value.trim()), PAUSE); };
  return html`<${Page} title=${t("market.title")} intro=${t("market.intro")} back=${{ href: to("/knowledge"), text: t("nav.knowledge") }}>
    <form class="search-form" role="search" onSubmit=${(event) => event.preventDefault()}><${Icon} name="search" />
      <input type="text" maxlength="200" autocomplete="off" placeholder=${t("market.search")} aria-label=${t("market.search")} onInput=${type} /></form>
    <${Segments} label=${t("market.shown")} value=${shown} onPick=${setShown} options=${SHOWN.map((name) => [name, tp("market.shown", name)])} />
    <${Await} value=${list.rows.value} error=${list.error.value} onRetry=${list.reload} kind="card">
      ${(rows) => (rows.length ? html`<ul class="cards">${rows.map((one) => html`<${Card} key=${one.id} one=${one} onAsk=${() => setAsked(one.id)} />`)}</ul>`
        : html`<${Empty} icon="book" title=${t("market.empty.title")} text=${t("market.empty.text")} />`)}
    <//>
    <${More} list=${list} />
    ${asked && html`<${Preview} id=${asked} onClose=${() => setAsked(null)} onDone=${list.reload} />`}
  <//>`;
}

function Card({ one, onAsk }) {
  const state = one.mine ? "mine" : one.installed ? "installed" : null;
  return html`<li class="card"><div class="card-icon"><${Icon} name=${one.audience === "public" ? "globe" : "book"} /></div>
    <h2><button type="button" class="card-open" onClick=${onAsk}>${one.name}</button></h2>
    <p class="card-text">${one.summary || t("base.no_description")}</p>
    <p class="card-foot">${tn("documents", one.document_count)}<span>${t("market.by", { name: one.publisher_name || t("market.somebody") })}</span>
      ${state && html`<${Badge} tone="good">${tp("market.state", state)}<//>`}</p></li>`;
}

function Preview({ id, onClose, onDone }) {
  const found = useLoaded(() => api.collections.preview_base({ id }), [id]);
  const [forking, setForking] = useState(false);
  const [busy, setBusy] = useState(false);
  const act = (work, word) => async () => {
    setBusy(true);
    await work().then(() => say(word), complain);
    await Promise.all([found.reload(), onDone()]);
    setBusy(false);
  };
  const install = act(() => api.collections.install_base({ id }), t("market.installed"));
  const uninstall = act(() => api.collections.uninstall_base({ id }), t("market.uninstalled"));
  if (forking) return html`<${Fork} base=${found.data.value} onClose=${onClose} />`;
  return html`<${Dialog} title=${found.data.value?.name ?? t("market.preview")} onClose=${onClose}>
    <${Await} value=${found.data.value} error=${found.error.value} onRetry=${found.reload}>
      ${(one) => html`
        ${one.summary && html`<p>${one.summary}</p>`}${one.description && one.description !== one.summary && html`<p class="under">${one.description}</p>`}
        <dl class="facts">
          <div><dt>${t("market.publisher")}</dt><dd>${one.publisher_name || t("market.somebody")}</dd></div>
          <div><dt>${t("quota.documents")}</dt><dd>${tn("documents", one.document_count)}</dd></div>
          <div><dt>${t("market.changed")}</dt><dd title=${moment(one.changed_at)}>${ago(one.changed_at)}</dd></div>
        </dl>
        <p class="field-hint">${one.mine ? t("market.mine_text") : t("market.install_text")}</p>
        <footer class="dialog-foot">
          ${(one.installed || one.mine) && html`<${ButtonLink} kind="primary" href=${to(`/knowledge/${id}`)}>${t("market.open")}<//>`}
          ${one.installed && isAtLeast("editor") && html`<${Button} onClick=${() => setForking(true)}>${t("market.fork")}<//>`}
          ${one.installed && html`<${Button} busy=${busy} onClick=${uninstall}>${t("market.uninstall")}<//>`}
          ${!one.installed && !one.mine && html`<${Button} kind="primary" busy=${busy} onClick=${install} data-first>${t("market.install")}<//>`}
        </footer>`}
    <//>
  <//>`;
}
