// The same for many documents at once: asked for first, done in parts that the server takes, told for each that was left as it is.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tn } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { sentence } from "app/house/problem.js";
import { Button } from "app/parts/button.js";
import { Confirm } from "app/parts/confirm.js";
import { Dialog } from "app/parts/dialog.js";
import { Field, Form } from "app/parts/form.js";
import { Segments } from "app/parts/segments.js";
import { SubjectPicker } from "app/parts/subject-picker.js";
import { BaseChoice, momentOf, tagsOf } from "app/rooms/knowledge/document-care.js";
import { titleOf } from "app/rooms/knowledge/document-row.js";

const AT_ONCE = 100;

/** Answers { done, refused: [{ id, message }] } of all parts together. */
async function inParts(ids, draft) {
  const found = { done: [], refused: [] };
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const part = ids.slice(at, at + AT_ONCE);
    try {
      const answer = await api.documents.change_documents({}, { ...draft, document_ids: part });
      found.done.push(...answer.done);
      found.refused.push(...answer.refused);
    } catch (error) {
      if (error.code === "VALIDATION_ERROR") throw error;
      found.refused.push(...part.map((id) => ({ id, message: sentence(error) })));
    }
  }
  return found;
}

/** `chosen`: Map of id -> document. `total` counts all that the list would show. */
export function BulkBar({ chosen, total, from, onAll, onNone, onDone }) {
  const [open, setOpen] = useState(null);
  const [told, setTold] = useState(null);
  const n = chosen.size;
  const close = () => setOpen(null);
  const run = async (draft) => {
    const names = new Map([...chosen].map(([id, one]) => [id, titleOf(one)]));
    const found = await inParts([...chosen.keys()], draft);
    close();
    setTold(found.refused.length ? { ...found, names } : null);
    onDone(found);
  };
  return html`${n > 0 && html`<div class="bulk" role="region" aria-label=${t("bulk.label")}>
      <p class="bulk-count">${tn("bulk.chosen", n)}</p>
      ${n < total && html`<${Button} kind="quiet" onClick=${onAll}>${t("bulk.all", { n: total })}<//>`}
      <span class="bulk-gap"></span>
      <${Button} icon="tag" onClick=${() => setOpen("tag")}>${t("bulk.tag")}<//>
      <${Button} icon="book" onClick=${() => setOpen("move")}>${t("bulk.move")}<//>
      <${Button} icon="edit" onClick=${() => setOpen("change")}>${t("bulk.change")}<//>
      <${Button} icon="retry" onClick=${() => setOpen("reparse")}>${t("bulk.reparse")}<//>
      <${Button} kind="danger-quiet" icon="trash" onClick=${() => setOpen("delete")}>${t("delete")}<//>
      <${Button} kind="quiet" icon="close" label=${t("bulk.none")} onClick=${onNone} />
    </div>`}
    ${open === "tag" && html`<${TagMany} n=${n} onSave=${run} onClose=${close} />`}
    ${open === "change" && html`<${ChangeMany} n=${n} onSave=${run} onClose=${close} />`}
    ${open === "move" && html`<${Dialog} title=${tn("bulk.move.title", n)} onClose=${close}>
      <${BaseChoice} from=${from} onSave=${(id) => run({ action: "move", knowledge_base_id: id })} onCancel=${close} /><//>`}
    ${open === "reparse" && html`<${Confirm} title=${tn("bulk.reparse.title", n)} text=${t("bulk.reparse.text")} action=${t("bulk.reparse")}
      onConfirm=${() => run({ action: "reparse" })} onClose=${close} />`}
    ${open === "delete" && html`<${Confirm} title=${tn("bulk.delete.title", n)} text=${t("bulk.delete.text")} action=${t("delete")}
      onConfirm=${() => run({ action: "delete" })} onClose=${close} />`}
    ${told && html`<${Told} told=${told} onClose=${() => setTold(null)} />`}`;
}

function TagMany({ n, onSave, onClose }) {
  const [action, setAction] = useState("tag");
  return html`<${Dialog} title=${tn("bulk.tag.title", n)} onClose=${onClose}>
    <${Form} action=${t("save")} onSubmit=${({ tags }) => onSave({ action, tags: tagsOf(tags) })} onCancel=${onClose}>
      <${Segments} label=${t("bulk.tag.how")} value=${action} onPick=${setAction}
        options=${[["tag", t("bulk.tag.add")], ["untag", t("bulk.tag.take")], ["retag", t("bulk.tag.put")]]} />
      <${Field} label=${t("document.tags")} name="tags" hint=${t("document.tags_hint")} required=${action !== "retag"} data-first />
    <//>
  <//>`;
}

function ChangeMany({ n, onSave, onClose }) {
  const [what, setWhat] = useState("review_by");
  const [owner, setOwner] = useState(null);
  const save = ({ review_by: date }) => onSave(what === "owner_id"
    ? { action: "change", owner_id: owner?.id ?? null } : { action: "change", review_by: momentOf(date) });
  return html`<${Dialog} title=${tn("bulk.change.title", n)} onClose=${onClose}>
    <${Form} action=${t("save")} onSubmit=${save} onCancel=${onClose}>
      <${Segments} label=${t("bulk.change.what")} value=${what} onPick=${setWhat}
        options=${[["review_by", t("document.review_by")], ["owner_id", t("document.owner")]]} />
      ${what === "owner_id"
        ? html`<${SubjectPicker} kind="person" label=${t("document.owner")} name="owner_id" onPick=${setOwner} />`
        : html`<${Field} label=${t("document.review_by")} name="review_by" type="date" optional hint=${t("bulk.change.none")} />`}
    <//>
  <//>`;
}

function Told({ told, onClose }) {
  return html`<${Dialog} title=${t("bulk.told")} onClose=${onClose}>
    <p>${tn("bulk.done", told.done.length)} ${tn("bulk.left", told.refused.length)}</p>
    <ul class="bulk-refused">${told.refused.map((one) => html`<li key=${one.id}><b>${told.names.get(one.id) ?? one.id}</b> <span class="why">${one.message}</span></li>`)}</ul>
  <//>`;
}
