// What was deleted and still lies on the disk, purging it, and the receipts of what was purged.
import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { t, tn, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { ago, moment, number } from "app/house/format.js";
import { useLoaded, usePaged } from "app/house/store.js";
import { Badge } from "app/parts/badge.js";
import { Button, ButtonLink } from "app/parts/button.js";
import { Dialog } from "app/parts/dialog.js";
import { Form } from "app/parts/form.js";
import { More } from "app/parts/more.js";
import { Page, Section } from "app/parts/page.js";
import { Await } from "app/parts/skeleton.js";
import { say } from "app/parts/toast.js";

const KINDS = ["documents", "knowledge_bases", "conversations", "people", "others"];
const TONES = { waiting: "busy", done: "good", failed: "bad" };
const AGAIN_MS = 2_000;

export default function PurgesPage() {
  const due = useLoaded(() => api.purging.read_due(), []);
  const purges = usePaged((query) => api.purging.list_purges({ query }), []);
  const [asking, setAsking] = useState(false);
  const reload = () => Promise.all([due.reload(), purges.reload()]);
  const running = purges.rows.value?.some((one) => one.state === "waiting");
  useEffect(() => {
    if (!running) return undefined;
    const timer = setInterval(reload, AGAIN_MS);
    return () => clearInterval(timer);
  }, [running]);
  const start = html`<${Button} kind="primary" icon="trash" onClick=${() => setAsking(true)}>${t("purges.start")}<//>`;
  return html`<${Page} title=${t("settings.purges")} intro=${t("purges.intro")} actions=${due.data.value && start}>
    <${Section} title=${t("purges.due")} text=${t("purges.due_text")}>
      <${Await} value=${due.data.value} error=${due.error.value} onRetry=${due.reload} rows=${1}>
        ${(found) => html`<${Due} found=${found} />`}<//>
    <//>
    ${due.data.value && html`<${Section} title=${t("purges.receipts")} text=${t("purges.receipts_text")}>
      <${Await} value=${purges.rows.value} error=${purges.error.value} onRetry=${purges.reload}>
        ${(rows) => (rows.length ? html`<ul class="receipts">${rows.map((one) => html`<${Receipt} key=${one.id} one=${one} />`)}</ul>` : html`<p class="page-note">${t("purges.none")}</p>`)}
      <//><${More} list=${purges} /><//>`}
    ${asking && html`<${Start} onClose=${() => setAsking(false)} onDone=${reload} />`}
  <//>`;
}

function Due({ found }) {
  const some = KINDS.filter((kind) => found[kind] > 0);
  return html`<div>
    ${some.length ? html`<dl class="facts is-list">${some.map((kind) => html`<div key=${kind}><dt>${tp("purges.kind", kind)}</dt><dd>${number(found[kind])}</dd></div>`)}</dl>`
      : html`<p>${t("purges.nothing")}</p>`}
    ${found.last_done_at && html`<p class="field-hint">${t("purges.last", { when: ago(found.last_done_at) })}</p>`}
  </div>`;
}

function Start({ onClose, onDone }) {
  const begin = async (values) => {
    await api.purging.start_purge({}, { full: values.full === "on" });
    await onDone();
    onClose();
    say(t("purges.begun"));
  };
  return html`<${Dialog} title=${t("purges.confirm.title")} onClose=${onClose}>
    <p>${t("purges.confirm.text")}</p>
    <${Form} action=${t("purges.start")} kind="danger" onSubmit=${begin} onCancel=${onClose}>
      <label class="check"><input type="checkbox" name="full" data-first /><span>${t("purges.full")}</span></label>
      <p class="field-hint">${t("purges.full_hint")}</p>
    <//>
  <//>`;
}

const STEPS = ["is_rewritten", "is_reindexed", "is_log_cut"];

function Receipt({ one }) {
  const file = `data:application/json,${encodeURIComponent(JSON.stringify(one, null, 2))}`;
  return html`<li class="receipt">
    <div class="receipt-head"><b>${moment(one.ended_at ?? one.created_at)}</b><${Badge} tone=${TONES[one.state]}>${tp("purges.state", one.state)}<//>
      ${one.state === "done" && html`<${ButtonLink} kind="quiet" icon="down" href=${file} download=${`${one.id}.json`}>${t("purges.download")}<//>`}</div>
    ${one.state === "done" && html`<p>${tn("purges.removed", one.removed_count)} · ${tn("purges.files", one.file_count)} · ${tn("purges.answers", one.receipt_count)}</p>
      <p class="receipt-steps">${STEPS.map((step) => html`<${Badge} key=${step} tone=${one[step] ? "good" : "warn"}>${one[step] ? tp("purges.step", step) : tp("purges.not", step)}<//>`)}</p>`}
    ${one.note && html`<p class="field-hint">${one.note}</p>`}
  </li>`;
}
