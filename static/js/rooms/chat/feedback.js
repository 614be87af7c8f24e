// Whether an answer was good: two thumbs under it, and why not. Told to those who look after the documents.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { signal } from "@preact/signals";
import { t, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { announce } from "app/house/focus.js";
import { Button } from "app/parts/button.js";
import { Field, Form } from "app/parts/form.js";
import { complain } from "app/parts/toast.js";

const REASONS = ["wrong", "outdated", "incomplete", "source", "other"];
/** What I said of answers, by message: { thumb, reason, comment }. */
const said = signal({});

/** What was said before of the answers of a conversation. */
export async function learnFeedback(conversationId) {
  const found = await api.feedback.list_feedback({ id: conversationId });
  said.value = { ...said.value, ...Object.fromEntries(found.data.map((one) => [one.message_id, one])) };
}

async function say(id, draft) {
  const answer = await api.feedback.give_feedback({ id }, draft);
  said.value = { ...said.value, [id]: answer };
  announce(t("feedback.thanks"));
}

export function Thumbs({ id }) {
  const [asking, setAsking] = useState(false);
  const mine = said.value[id];
  const up = () => { setAsking(false); say(id, { thumb: "up" }).catch(complain); };
  const down = () => {
    if (mine?.thumb !== "down") say(id, { thumb: "down" }).catch(complain);
    setAsking(!asking);
  };
  return html`<div class="feedback">
    <div class="feedback-thumbs" role="group" aria-label=${t("feedback.label")}>
      <${Button} kind="quiet" icon="thumb-up" label=${t("feedback.up")} aria-pressed=${String(mine?.thumb === "up")} onClick=${up} />
      <${Button} kind="quiet" icon="thumb-down" label=${t("feedback.down")} aria-pressed=${String(mine?.thumb === "down")} aria-expanded=${String(asking)} onClick=${down} />
      ${mine && !asking && html`<span class="feedback-said">${mine.reason ? tp("feedback.reason", mine.reason) : t("feedback.thanks")}</span>`}
    </div>
    ${asking && html`<${Why} mine=${mine} onSave=${async (draft) => { await say(id, draft); setAsking(false); }} onCancel=${() => setAsking(false)} />`}
  </div>`;
}

function Why({ mine, onSave, onCancel }) {
  const [reason, setReason] = useState(mine?.reason ?? null);
  return html`<${Form} class="feedback-why" action=${t("feedback.send")} onCancel=${onCancel}
      onSubmit=${({ comment }) => onSave({ thumb: "down", reason, comment })}>
    <fieldset class="chips"><legend>${t("feedback.why")}</legend>
      ${REASONS.map((key) => html`<label class="chip" key=${key}><input type="radio" name="reason" value=${key} checked=${reason === key}
        onChange=${() => setReason(key)} /><span>${tp("feedback.reason", key)}</span></label>`)}</fieldset>
    <${Field} as="textarea" rows="2" name="comment" label=${t("feedback.comment")} value=${mine?.comment} maxlength="2000" optional hint=${t("feedback.told")} />
  <//>`;
}
