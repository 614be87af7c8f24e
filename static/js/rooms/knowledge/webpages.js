// Web pages of a base: what is read, how far it is, what became of every address; reading again and removing.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tn, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { may } from "app/house/can.js";
import { ago, moment } from "app/house/format.js";
import { useLive } from "app/house/live.js";
import { useLoaded, usePaged } from "app/house/store.js";
import { Badge } from "app/parts/badge.js";
import { Button } from "app/parts/button.js";
import { Confirm } from "app/parts/confirm.js";
import { Dialog } from "app/parts/dialog.js";
import { Menu } from "app/parts/menu.js";
import { More } from "app/parts/more.js";
import { Await } from "app/parts/skeleton.js";
import { say } from "app/parts/toast.js";
import { WebpageChange, WebpageForm } from "app/rooms/knowledge/webpage-form.js";

/** Nothing is asked for while the licence never had the feature; its badge says which tier has it. */
export function Webpages({ base, refresh }) {
  const license = useLoaded(() => api.licensing.status(), []);
  const feature = license.data.value?.catalogue?.find((one) => one.name === "webpages");
  if (!feature) return null;
  if (feature.state === "never") {
    return may(base, "write") ? html`<section class="webpages"><h2 class="list-title">${t("web.title")} <${Badge}>${tp("tier", feature.tier)}<//></h2></section>` : null;
  }
  return html`<${List} base=${base} refresh=${refresh} isOn=${feature.state === "on"} />`;
}

function List({ base, refresh, isOn }) {
  const list = usePaged((query) => api.webpages.list_webpages({ query: { ...query, knowledge_base_id: base.id } }), [base.id]);
  const [open, setOpen] = useState(null);
  const close = () => setOpen(null);
  const reload = () => Promise.all([list.reload(), refresh()]);
  useLive("web_", list.reload);
  const add = async (draft) => {
    await api.webpages.add_webpage({}, { ...draft, knowledge_base_id: base.id });
    close();
    say(t("web.added"));
    await reload();
  };
  const again = async (one) => { await api.webpages.refresh_webpage({ id: one.id }); await list.reload(); };
  const change = async (one, patch) => {
    await api.webpages.change_webpage({ id: one.id }, patch);
    close();
    say(t("saved"));
    await list.reload();
  };
  const remove = async (one, keeps) => {
    await api.webpages.remove_webpage({ id: one.id, query: keeps ? { keep_documents: true } : {} });
    say(t("web.removed"));
    await reload();
  };
  const mayAdd = may(base, "write");
  if (!mayAdd && !list.rows.value?.length) return null;
  return html`<section class="webpages">
    <h2 class="list-title">${t("web.title")}${!isOn && html` <${Badge} tone="warn">${t("licence.lapsed")}<//>`}
      ${mayAdd && isOn && html` <${Button} icon="plus" onClick=${() => setOpen({ what: "add" })}>${t("web.add")}<//>`}</h2>
    <${Await} value=${list.rows.value} error=${list.error.value} onRetry=${list.reload}>
      ${(rows) => rows.length > 0 && html`<table class="table"><thead><tr><th scope="col">${t("web.address")}</th><th scope="col">${t("document.state")}</th>
          <th scope="col">${t("web.schedule")}</th><th scope="col"><span class="hidden">${t("actions")}</span></th></tr></thead>
        <tbody>${rows.map((one) => html`<${Row} key=${one.id} webpage=${one} isOn=${isOn} onAgain=${() => again(one)} onOpen=${(what) => setOpen({ what, one })} />`)}</tbody></table>`}
    <//>
    <${More} list=${list} />
    ${open?.what === "add" && html`<${Dialog} title=${t("web.add")} onClose=${close}><${WebpageForm} onSave=${add} onCancel=${close} /><//>`}
    ${open?.what === "change" && html`<${Dialog} title=${t("web.change")} onClose=${close}>
      <${WebpageChange} webpage=${open.one} onSave=${(patch) => change(open.one, patch)} onCancel=${close} /><//>`}
    ${open?.what === "pages" && html`<${Dialog} title=${nameOf(open.one)} onClose=${close}><${Addresses} webpage=${open.one} /><//>`}
    ${open?.what === "remove" && html`<${Confirm} title=${t("web.remove.title")} text=${tn("web.remove.text", open.one.document_count)} action=${t("delete")}
      onConfirm=${() => remove(open.one, false)} onClose=${close} />`}
    ${open?.what === "keep" && html`<${Confirm} title=${t("web.keep.title")} text=${t("web.keep.text")} action=${t("web.keep")}
      onConfirm=${() => remove(open.one, true)} onClose=${close} />`}
  </section>`;
}

const nameOf = (webpage) => webpage.title || webpage.url;
const TONES = { fetching: "busy", ready: "good", failed: "bad", stored: "good", queued: "busy", missing: "warn", disallowed: "warn" };

/** Why it went wrong; what the reader of documents refused has its words there. */
const trouble = ({ error_code: code }) => {
  const known = code && tp("web.error", code);
  return known && known === code ? tp("document.error", code) : known;
};

function Row({ webpage, isOn, onAgain, onOpen }) {
  const fetching = webpage.state === "fetching";
  const mine = may(webpage, "write");
  const counts = fetching ? t("web.going", { done: webpage.asked, left: webpage.waiting }) : tn("web.pages", webpage.document_count);
  return html`<tr>
    <td class="is-main"><a href=${webpage.url} target="_blank" rel="noopener noreferrer">${nameOf(webpage)}</a>
      <p class="under">${tp("web.kind", webpage.kind)} · ${webpage.url}</p>${trouble(webpage) && html`<p class="why">${trouble(webpage)}</p>`}</td>
    <td><${Badge} tone=${TONES[webpage.state]}>${tp("web.state", webpage.state)}<//> <span class="is-soft">${counts}</span></td>
    <td class="is-soft" title=${webpage.next_at ? t("web.next", { at: moment(webpage.next_at) }) : undefined}>${tp("web.every", webpage.schedule)}
      ${webpage.finished_at && html`<p class="under">${ago(webpage.finished_at)}</p>`}</td>
    <td class="is-actions"><${Menu} label=${t("web.menu", { name: nameOf(webpage) })} items=${[
      { text: t("web.show"), icon: "globe", onPick: () => onOpen("pages") },
      mine && isOn && !fetching && { text: t("web.again"), icon: "retry", onPick: onAgain },
      mine && isOn && { text: t("web.change"), icon: "edit", onPick: () => onOpen("change") },
      mine && { text: t("web.keep"), icon: "file", onPick: () => onOpen("keep") },
      mine && { text: t("delete"), icon: "trash", danger: true, onPick: () => onOpen("remove") },
    ]} /></td></tr>`;
}

function Addresses({ webpage }) {
  const list = usePaged((query) => api.webpages.list_addresses({ id: webpage.id, query }), [webpage.id], 100);
  return html`<div class="webpage-addresses"><${Await} value=${list.rows.value} error=${list.error.value} onRetry=${list.reload}>
    ${(rows) => html`<ul>${rows.map((one) => html`<li key=${one.id}>
      <a href=${one.url} target="_blank" rel="noopener noreferrer">${one.title || one.url}</a>
      <${Badge} tone=${TONES[one.state] ?? (one.error_code ? "bad" : "quiet")}>${tp("web.page", one.state)}<//>
      ${trouble(one) && html`<span class="is-soft">${trouble(one)}</span>`}</li>`)}</ul>`}
  <//><${More} list=${list} /></div>`;
}
