// Generations of an index: which one serves, how far another is, going there and back.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tn, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { ago, bytes, moment } from "app/house/format.js";
import { useLoaded } from "app/house/store.js";
import { Badge } from "app/parts/badge.js";
import { Button } from "app/parts/button.js";
import { Confirm } from "app/parts/confirm.js";
import { Choice } from "app/parts/form.js";
import { Await } from "app/parts/skeleton.js";
import { complain, say } from "app/parts/toast.js";
import { Compared } from "app/rooms/knowledge/compared.js";

const POLICIES = ["auto", "judged", "manual"];
const TONES = { serving: "good", waiting: "quiet", building: "busy", built: "busy", previous: "quiet" };

const lasting = (seconds) => (seconds < 90 ? tn("index.seconds", seconds) : tn("index.minutes", Math.ceil(seconds / 60)));

/** What a new generation would take, in a sentence. */
export function Estimate({ baseId }) {
  const told = useLoaded(() => api.generations.estimate({ id: baseId }), [baseId]);
  const found = told.data.value;
  return found && html`<p class="field-hint">${t("index.estimate", { documents: tn("documents", found.documents), time: lasting(found.seconds) })}
    ${" "}${t("index.space", { needed: bytes(found.bytes_needed), free: bytes(found.bytes_free) })}</p>`;
}

export function Generations({ base, list, mayChange }) {
  const [asked, setAsked] = useState(null);
  const serve = async (one, force = false) => {
    await api.generations.serve_generation({ id: base.id, gen_id: one.id }, { force });
    say(t("index.serves", { n: one.number }));
    await list.reload();
  };
  const drop = async (one) => {
    await api.generations.drop_generation({ id: base.id, gen_id: one.id });
    say(t("index.dropped"));
    await list.reload();
  };
  const reindex = () => api.generations.reindex({ id: base.id }).then(list.reload, complain);
  const worse = (one) => one.state === "built" && one.comparison?.worse;
  return html`<${Await} value=${list.rows.value} error=${list.error.value} onRetry=${list.reload}>
      ${(rows) => html`<table class="table"><thead><tr><th scope="col">${t("index.number")}</th><th scope="col">${t("index.state")}</th>
          <th scope="col">${t("index.sizes")}</th><th scope="col">${t("index.begun")}</th>
          <th scope="col"><span class="hidden">${t("actions")}</span></th></tr></thead>
        <tbody>${rows.map((one) => html`<tr key=${one.id}>
          <td class="is-main">${t("index.generation", { n: one.number })}<${Notes} one=${one} isWorse=${worse(one)} /></td>
          <td><${Badge} tone=${worse(one) ? "bad" : TONES[one.state]}>${worse(one) ? t("index.worse") : tp("index.state", one.state)}<//>
            ${one.state === "building" && html`<${Progress} one=${one} />`}</td>
          <td class="is-soft">${t("index.cut", { tokens: one.chunk_tokens, overlap: one.chunk_overlap })}
            <p class="under">${one.model ? one.model.split("@")[0] : t("index.no_model")}</p></td>
          <td class="is-soft" title=${moment(one.started_at)}>${ago(one.started_at)}</td>
          <td class="is-actions">${mayChange && html`<${Actions} one=${one} onServe=${serve} onAsk=${setAsked} />`}</td>
        </tr>`)}</tbody></table>
        ${rows.filter((one) => one.state === "built" && one.comparison).map((one) => html`<${Compared} key=${one.id} comparison=${one.comparison} />`)}`}
    <//>
    ${mayChange && html`<${Policy} base=${base} /><${Estimate} baseId=${base.id} /><p><${Button} icon="retry" onClick=${reindex}>${t("index.reindex")}<//></p>`}
    ${asked?.kind === "force" && html`<${Confirm} title=${t("index.force.title")} text=${t("index.force.text")} action=${t("index.serve")}
      onConfirm=${() => serve(asked.one, true)} onClose=${() => setAsked(null)} />`}
    ${asked?.kind === "drop" && html`<${Confirm} title=${t("index.drop.title", { n: asked.one.number })} text=${t("index.drop.text")} action=${t("index.drop")}
      onConfirm=${() => drop(asked.one)} onClose=${() => setAsked(null)} />`}`;
}

/** Why it waits, or does not answer as it should. */
function Notes({ one, isWorse }) {
  const notes = [
    one.failure && (one.again_at ? `${one.failure} · ${t("index.again", { time: ago(one.again_at) })}` : one.failure),
    one.state === "built" && !isWorse && (one.comparison ? t("index.waits") : t("index.unjudged")),
    one.renewing && t("index.renewing"),
    one.state === "serving" && one.model_gone && t("index.model_gone"),
  ];
  return notes.filter(Boolean).map((note) => html`<p class="under" key=${note}>${note}</p>`);
}

/** Which new generations serve without being asked; a worse one never does. */
function Policy({ base }) {
  const change = (event) => api.collections.change_base({ id: base.id }, { switching: event.target.value }).then(() => say(t("saved")), complain);
  return html`<${Choice} label=${t("index.switching")} name="switching" value=${base.switching} onChange=${change} hint=${t("index.switching_hint")}
    options=${POLICIES.map((one) => [one, tp("index.switching", one)])} />`;
}

function Progress({ one }) {
  return html` <progress max="100" value=${one.progress} aria-label=${t("index.progress", { n: one.number })}></progress>
    <span class="under">${t("index.done", { done: Math.min(one.done_count, one.total_count), total: one.total_count })}
      ${one.seconds_left !== null && html` · ${t("index.left", { time: lasting(one.seconds_left) })}`}</span>`;
}

function Actions({ one, onServe, onAsk }) {
  if (one.state === "serving") return null;
  const isWorse = one.state === "built" && one.comparison?.worse;
  const serve = () => (isWorse ? onAsk({ kind: "force", one }) : onServe(one).catch(complain));
  return html`${!["building", "waiting"].includes(one.state) && html`<${Button} onClick=${serve}>${one.state === "previous" ? t("index.back") : t("index.serve")}<//>`}
    <${Button} kind="quiet" icon="trash" label=${["building", "waiting"].includes(one.state) ? t("cancel") : t("index.drop")} onClick=${() => onAsk({ kind: "drop", one })} />`;
}
