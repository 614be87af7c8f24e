// The test bench: golden questions, kept one by one or as a table, and run against generations.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tn } from "app/house/i18n.js";
import { api, address } from "app/house/api.js";
import { usePaged } from "app/house/store.js";
import { Button, ButtonLink } from "app/parts/button.js";
import { Dialog } from "app/parts/dialog.js";
import { Choice, Field, Form } from "app/parts/form.js";
import { More } from "app/parts/more.js";
import { Await } from "app/parts/skeleton.js";
import { complain, say } from "app/parts/toast.js";
import { Compared } from "app/rooms/knowledge/compared.js";

export function Bench({ base, generations, mayWrite }) {
  const list = usePaged((query) => api.generations.list_questions({ id: base.id, query }), [base.id]);
  const [open, setOpen] = useState(null);
  const [found, setFound] = useState(null);
  const close = () => setOpen(null);
  const other = generations.find((one) => one.state !== "serving" && one.state !== "building");
  const run = () => api.generations.run_questions({ id: base.id }, other ? { number: other.number } : {})
    .then((told) => setFound(told.comparison), complain);
  const remove = (one) => api.generations.remove_question({ id: base.id, question_id: one.id }).then(list.reload, complain);
  const take = async ({ csv }) => {
    const told = await api.generations.import_questions({ id: base.id }, { csv });
    say(tn("bench.imported", told.added));
    await list.reload();
    close();
  };
  const rows = list.rows.value ?? [];
  return html`<${Await} value=${list.rows.value} error=${list.error.value} onRetry=${list.reload}>
      ${() => (rows.length ? html`<table class="table"><thead><tr><th scope="col">${t("bench.question")}</th><th scope="col">${t("bench.document")}</th>
          <th scope="col"><span class="hidden">${t("actions")}</span></th></tr></thead>
        <tbody>${rows.map((one) => html`<tr key=${one.id}><td class="is-main">${one.question}${one.words && html`<p class="under">${one.words}</p>`}</td>
          <td>${one.document_title ?? t("bench.document_gone")}</td>
          <td class="is-actions">${mayWrite && html`<${Button} kind="quiet" icon="trash" label=${t("bench.remove", { question: one.question })} onClick=${() => remove(one)} />`}</td>
        </tr>`)}</tbody></table>` : html`<p>${t("bench.empty")}</p>`)}
    <//>
    <${More} list=${list} />
    <p>${mayWrite && html`<${Button} icon="plus" onClick=${() => setOpen("add")}>${t("bench.add")}<//>
      <${Button} onClick=${() => setOpen("csv")}>${t("bench.take_csv")}<//>`}
      ${rows.length > 0 && html`<${ButtonLink} href=${address("generations.export_questions", { id: base.id })} download>${t("bench.export")}<//>
        <${Button} kind="primary" onClick=${run}>${t("bench.run")}<//>`}</p>
    <div aria-live="polite">${found && html`<${Compared} comparison=${found} />`}</div>
    ${open === "add" && html`<${Dialog} title=${t("bench.add")} onClose=${close}><${Adding} base=${base} onDone=${() => list.reload().then(close)} onCancel=${close} /><//>`}
    ${open === "csv" && html`<${Dialog} title=${t("bench.take_csv")} onClose=${close}>
      <${Form} action=${t("bench.take_csv")} onSubmit=${take} onCancel=${close}>
        <${Field} label=${t("bench.csv")} name="csv" as="textarea" rows="8" required hint=${t("bench.csv_hint")} /><//><//>`}`;
}

function Adding({ base, onDone, onCancel }) {
  const documents = usePaged((query) => api.documents.list_documents({ id: base.id, query: { ...query, sort: "-created_at" } }), [base.id]);
  const save = async (draft) => {
    await api.generations.add_question({ id: base.id }, draft);
    await onDone();
  };
  const named = (documents.rows.value ?? []).map((one) => [one.id, one.title || one.filename || one.id]);
  return html`<${Form} action=${t("bench.add")} onSubmit=${save} onCancel=${onCancel}>
    <${Field} label=${t("bench.question")} name="question" required maxlength="2000" autocomplete="off" />
    <${Choice} label=${t("bench.document")} name="document_id" options=${named} />
    <${More} list=${documents} />
    <${Field} label=${t("bench.words")} name="words" maxlength="500" optional hint=${t("bench.words_hint")} autocomplete="off" />
  <//>`;
}
