// Giving a question to somebody, and naming the document that answers it.
import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { t, tn } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { to } from "app/house/place.js";
import { Dialog } from "app/parts/dialog.js";
import { Field, Form } from "app/parts/form.js";
import { SubjectPicker } from "app/parts/subject-picker.js";
import { complain } from "app/parts/toast.js";

const PAUSE = 250;
const MOST = 8;
const SHOWN = 160;

export function AssignDialog({ onSave, onClose }) {
  const [person, setPerson] = useState(null);
  return html`<${Dialog} title=${t("questions.assign")} onClose=${onClose}>
    <${Form} action=${t("save")} onSubmit=${() => onSave({ assignee_id: person?.id ?? null })} onCancel=${onClose}>
      <${SubjectPicker} kind="person" label=${t("questions.assignee")} name="assignee_id" onPick=${setPerson} /><//>
  <//>`;
}

/** Documents whose passages fit the words best, each once. */
async function fitting(baseId, query) {
  const body = { query, limit: 20 };
  const answer = await (baseId ? api.retrieval.search_base({ id: baseId }, body) : api.retrieval.search_all({}, body));
  const found = new Map();
  for (const hit of answer.data) if (!found.has(hit.document_id)) found.set(hit.document_id, hit);
  return [...found.values()].slice(0, MOST);
}

/** Looks for the question at once: what was put in since may answer it now. */
export function AnswerDialog({ baseId, question, onSave, onClose }) {
  const [words, setWords] = useState(question.question);
  const [found, setFound] = useState(null);
  const [picked, setPicked] = useState(question.document?.id ?? "");
  useEffect(() => {
    if (!words.trim()) return setFound([]);
    let left = false;
    const timer = setTimeout(() => fitting(baseId, words.slice(0, 1000)).then((rows) => { if (!left) setFound(rows); }, complain), PAUSE);
    return () => { left = true; clearTimeout(timer); };
  }, [words]);
  return html`<${Dialog} title=${t("questions.answer_title")} onClose=${onClose} wide>
    <p class="question-words">${question.question}</p>
    <${Form} action=${t("questions.answer_save")} onCancel=${onClose}
        onSubmit=${({ note }) => onSave({ document_id: picked || null, note, settled: true })}>
      <${Field} label=${t("questions.search")} name="words" value=${words} onInput=${(event) => setWords(event.target.value)} maxlength="1000" />
      <fieldset class="found-documents"><legend>${t("questions.document")}</legend>
        <div role="status" class="field-hint">${found && tn("questions.found", found.length)}</div>
        <label class="check"><input type="radio" name="document" checked=${!picked} onChange=${() => setPicked("")} /><span>${t("questions.no_document")}</span></label>
        ${question.document && !found?.some((one) => one.document_id === question.document.id) && html`<label class="check">
          <input type="radio" name="document" checked=${picked === question.document.id} onChange=${() => setPicked(question.document.id)} /><span>${question.document.title}</span></label>`}
        ${found?.map((one) => html`<div class="found-document" key=${one.document_id}>
          <label class="check"><input type="radio" name="document" checked=${picked === one.document_id} onChange=${() => setPicked(one.document_id)} />
            <span>${one.title}<span class="found-words">${one.text.slice(0, SHOWN)}</span></span></label>
          <a href=${placeOf(one)} target="_blank" rel="noopener">${t("questions.look")}</a></div>`)}
      </fieldset>
      <${Field} as="textarea" rows="2" label=${t("questions.note")} name="note" value=${question.note} maxlength="2000" optional />
    <//>
  <//>`;
}

const placeOf = (hit) => to(`/knowledge/${hit.knowledge_base_id}/documents/${hit.document_id}?${new URLSearchParams({ start: hit.start ?? 0, end: hit.end ?? 0 })}`);
