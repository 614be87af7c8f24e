// Looking after a document: what stands around its text; moving it; a new file for it.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { api, etagOf, send } from "app/house/api.js";
import { useLoaded } from "app/house/store.js";
import { Button } from "app/parts/button.js";
import { Dialog } from "app/parts/dialog.js";
import { Choice, Field, Form } from "app/parts/form.js";
import { Await } from "app/parts/skeleton.js";
import { SubjectPicker } from "app/parts/subject-picker.js";

export const pathOf = (document) => ({ id: document.knowledge_base_id, doc_id: document.id });
export const tagsOf = (text) => text.split(",").map((tag) => tag.trim()).filter(Boolean);
export const momentOf = (day) => (day ? `${day}T00:00:00.000Z` : null);

export function EditDocument({ document, owner, onDone, onClose }) {
  const [picked, setPicked] = useState(undefined);
  const [facts, setFacts] = useState(() => Object.entries(document.metadata ?? {}).map(([name, value]) => ({ name, value: written(value), was: value })));
  const save = async ({ title, tags, review_by: day, owner_name: typed }) => {
    const patch = { title, tags: tagsOf(tags), review_by: momentOf(day), metadata: factsOf(facts) };
    if (picked) patch.owner_id = picked.id;
    else if (!typed.trim()) patch.owner_id = null;
    await api.documents.change_document(pathOf(document), patch, { ifMatch: etagOf(document) });
    onDone(t("saved"));
  };
  return html`<${Dialog} title=${t("document.edit")} onClose=${onClose}>
    <${Form} action=${t("save")} onSubmit=${save} onCancel=${onClose}>
      <${Field} label=${t("document.title")} name="title" value=${document.title} required maxlength="500" />
      <${Field} label=${t("document.tags")} name="tags" value=${document.tags.join(", ")} optional hint=${t("document.tags_hint")} />
      <${SubjectPicker} kind="person" label=${t("document.owner")} name="owner_name" value=${owner} optional onPick=${setPicked} />
      <${Field} label=${t("document.review_by")} name="review_by" type="date" value=${(document.review_by ?? "").slice(0, 10)} optional
        hint=${t("document.review_hint")} />
      <${Facts} facts=${facts} onChange=${setFacts} />
    <//>
  <//>`;
}

const written = (value) => (typeof value === "string" ? value : JSON.stringify(value));
const factsOf = (rows) => Object.fromEntries(rows.filter((one) => one.name.trim())
  .map((one) => [one.name.trim(), one.was !== undefined && one.value === written(one.was) ? one.was : one.value]));

/** Facts about a document that searches may filter by, as pairs of a name and a value. */
function Facts({ facts, onChange }) {
  const put = (at, patch) => onChange(facts.map((one, index) => (index === at ? { ...one, ...patch } : one)));
  return html`<fieldset class="field facts"><legend>${t("document.facts")} <span class="optional">${t("optional")}</span></legend>
    ${facts.map((one, at) => html`<div class="fact" key=${at}>
      <input value=${one.name} aria-label=${t("document.fact_name", { n: at + 1 })} placeholder=${t("name")} maxlength="200" onInput=${(event) => put(at, { name: event.target.value })} />
      <input value=${one.value} aria-label=${t("document.fact_value", { n: at + 1 })} placeholder=${t("document.fact")} onInput=${(event) => put(at, { value: event.target.value })} />
      <${Button} kind="quiet" icon="close" label=${t("document.fact_remove", { n: at + 1 })} onClick=${() => onChange(facts.filter((_, index) => index !== at))} />
    </div>`)}
    <div><${Button} kind="quiet" icon="plus" onClick=${() => onChange([...facts, { name: "", value: "" }])}>${t("document.fact_add")}<//></div>
  </fieldset>`;
}

/** A base that one may write, other than `from`. */
export function BaseChoice({ from, onSave, onCancel }) {
  const bases = useLoaded(() => api.collections.list_bases({ query: { limit: 100, sort: "name" } }), []);
  return html`<${Await} value=${bases.data.value} error=${bases.error.value} onRetry=${bases.reload}>
    ${(found) => {
      const others = found.data.filter((base) => base.id !== from && base.can.includes("knowledge:write"));
      return others.length ? html`<${Form} action=${t("document.move")} onSubmit=${({ knowledge_base_id: id }) => onSave(id)} onCancel=${onCancel}>
        <${Choice} label=${t("document.move_to")} name="knowledge_base_id" value="" options=${others.map((base) => [base.id, base.name])} />
      <//>` : html`<p>${t("document.move_nowhere")}</p>`;
    }}
  <//>`;
}

export function MoveDocument({ document, onDone, onClose }) {
  const move = async (target) => {
    await api.documents.move_document(pathOf(document), { knowledge_base_id: target });
    onDone(t("documents.moved"));
  };
  return html`<${Dialog} title=${t("document.move")} onClose=${onClose}>
    <${BaseChoice} from=${document.knowledge_base_id} onSave=${move} onCancel=${onClose} /><//>`;
}

/** A new file takes the place of the present one; old answers keep the version that they cited. */
export function ReplaceFile({ document, onDone, onClose }) {
  const [share, setShare] = useState(null);
  const save = async (_, form) => {
    const body = new FormData();
    body.append("file", form.elements.file.files[0]);
    setShare(0);
    try {
      await send("documents.replace_document", pathOf(document), body, { onProgress: setShare });
    } finally {
      setShare(null);
    }
    onDone(t("document.replaced"));
  };
  return html`<${Dialog} title=${t("document.replace")} onClose=${onClose}>
    <${Form} action=${t("document.replace")} onSubmit=${save} onCancel=${onClose}>
      <p class="under">${t("document.replace_hint", { name: document.filename })}</p>
      <${Field} label=${t("document.new_file")} name="file" type="file" required />
      ${share !== null && html`<progress max="1" value=${share} aria-label=${t("upload.progress", { name: document.filename })}></progress>`}
    <//>
  <//>`;
}
