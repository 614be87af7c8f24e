// The documents of a base: found by state, tag, owner, kind and words; many of them chosen; each looked after.
import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { t, tn } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { may } from "app/house/can.js";
import { Confirm } from "app/parts/confirm.js";
import { Empty } from "app/parts/empty.js";
import { More } from "app/parts/more.js";
import { Await } from "app/parts/skeleton.js";
import { complain, say } from "app/parts/toast.js";
import { BulkBar } from "app/rooms/knowledge/document-bulk.js";
import { EditDocument, MoveDocument, pathOf, ReplaceFile } from "app/rooms/knowledge/document-care.js";
import { asked, DocumentFilters, wish } from "app/rooms/knowledge/document-filters.js";
import { DocumentRow, titleOf } from "app/rooms/knowledge/document-row.js";
import { DocumentVersions } from "app/rooms/knowledge/document-versions.js";
import { StateCount } from "app/rooms/knowledge/states.js";

const MOST_CHOSEN = 5000;

/** Every document that the list would show, page by page. */
async function everyOne(baseId, now) {
  const found = new Map();
  let cursor = null;
  do {
    const page = await api.documents.list_documents({ id: baseId, query: { ...asked(now), limit: 100, cursor } });
    for (const one of page.data) found.set(one.id, one);
    cursor = page.pagination.has_more ? page.pagination.next_cursor : null;
  } while (cursor && found.size < MOST_CHOSEN);
  return found;
}

export function Documents({ base, list, now, facets, refresh }) {
  const [open, setOpen] = useState(null);
  const [chosen, setChosen] = useState(new Map());
  const path = `/knowledge/${base.id}`;
  const key = JSON.stringify(now);
  useEffect(() => setChosen(new Map()), [key]);
  const close = () => setOpen(null);
  const done = async (words) => { close(); say(words); await refresh(); };
  const care = async (what, document) => {
    if (what !== "retry") return setOpen({ what, document });
    await api.documents.retry_document(pathOf(document)).catch(complain);
    return refresh();
  };
  const choose = (documents, on) => {
    const next = new Map(chosen);
    for (const one of documents) if (on) next.set(one.id, one); else next.delete(one.id);
    setChosen(next);
  };
  const bulkDone = async (found) => {
    if (found.done.length) say(tn("bulk.done", found.done.length));
    setChosen(new Map());
    await refresh();
  };
  const write = may(base, "write");
  const narrowed = Object.keys(now).some((name) => name !== "sort");
  const names = Object.fromEntries((facets?.owners ?? []).map((one) => [one.value, one.name]));
  return html`<section class="documents">
    <div class="list-head"><h2 class="list-title">${tn("documents", list.total.value ?? 0)}</h2>
      <${StateCount} states=${base.documents_by_state} onPick=${(state) => wish(now, { state })} /></div>
    ${(base.document_count > 0 || narrowed) && html`<${DocumentFilters} now=${now} facets=${facets} />`}
    ${write && html`<${BulkBar} chosen=${chosen} total=${list.total.value ?? 0} from=${base.id} onNone=${() => setChosen(new Map())}
      onAll=${() => everyOne(base.id, now).then(setChosen, complain)} onDone=${bulkDone} />`}
    <${Await} value=${list.rows.value} error=${list.error.value} onRetry=${list.reload}>
      ${(rows) => (rows.length ? html`<${Table} rows=${rows} now=${now} path=${path} chosen=${write && chosen} choose=${choose} names=${names} care=${care} />`
        : narrowed ? html`<${Empty} small icon="search" title=${t("documents.none.title")} text=${t("documents.none.text")} />`
        : html`<${Empty} small icon="file" title=${t("documents.empty.title")} text=${t("documents.empty.text")} />`)}
    <//>
    <${More} list=${list} />
    ${open && html`<${Care} ...${open} owner=${names[open.document.owner_id]} onDone=${done} onClose=${close} />`}
  </section>`;
}

function Care({ what, document, owner, onDone, onClose }) {
  const shared = { document, owner, onDone, onClose };
  if (what === "edit") return html`<${EditDocument} ...${shared} />`;
  if (what === "move") return html`<${MoveDocument} ...${shared} />`;
  if (what === "replace") return html`<${ReplaceFile} ...${shared} />`;
  if (what === "versions") return html`<${DocumentVersions} ...${shared} />`;
  const remove = async () => {
    await api.documents.remove_document(pathOf(document));
    onDone(t("document.removed"));
  };
  return html`<${Confirm} title=${t("document.remove.title")} text=${t("document.remove.text", { title: titleOf(document) })}
    action=${t("delete")} onConfirm=${remove} onClose=${onClose} />`;
}

function Table({ rows, now, path, chosen, choose, names, care }) {
  const all = chosen && rows.every((one) => chosen.has(one.id));
  const some = chosen && !all && rows.some((one) => chosen.has(one.id));
  const sorted = { now: now.sort ?? "-created_at", onSort: (sort) => wish(now, { sort }) };
  return html`<table class="table">
    <thead><tr>
      ${chosen && html`<th scope="col" class="is-choice"><input type="checkbox" checked=${all} indeterminate=${some} aria-label=${t("documents.choose_all")}
        onChange=${(event) => choose(rows, event.target.checked)} /></th>`}
      <${Head} name="title" text=${t("document.title")} ...${sorted} /><th scope="col">${t("document.state")}</th>
      <${Head} name="size_bytes" text=${t("document.size")} isNumber ...${sorted} /><${Head} name="created_at" text=${t("document.added")} ...${sorted} />
      <th scope="col"><span class="hidden">${t("actions")}</span></th></tr></thead>
    <tbody>${rows.map((one) => html`<${DocumentRow} key=${one.id} document=${one} owner=${names[one.owner_id]} care=${care}
      chosen=${chosen && chosen.has(one.id)} onChoose=${chosen && ((event) => choose([one], event.target.checked))} />`)}</tbody>
  </table>`;
}

/** The heading of a column that sorts: once up, once down. */
function Head({ name, text, isNumber, now, onSort }) {
  const order = now === name ? "ascending" : now === `-${name}` ? "descending" : undefined;
  return html`<th scope="col" class=${isNumber ? "is-number" : ""} aria-sort=${order}>
    <button type="button" class="sorter" onClick=${() => onSort(order === "ascending" ? `-${name}` : name)}>${text}<span aria-hidden="true">${order === "ascending" ? " ↑" : order ? " ↓" : ""}</span></button></th>`;
}
