// How much may be kept: by the organisation, by each person and each base, and by single ones of them.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { bytes, number } from "app/house/format.js";
import { useLoaded, usePaged } from "app/house/store.js";
import { Badge } from "app/parts/badge.js";
import { Button } from "app/parts/button.js";
import { Dialog } from "app/parts/dialog.js";
import { Field, Form } from "app/parts/form.js";
import { More } from "app/parts/more.js";
import { Page, Section } from "app/parts/page.js";
import { Segments } from "app/parts/segments.js";
import { Await } from "app/parts/skeleton.js";
import { SubjectPicker } from "app/parts/subject-picker.js";
import { say } from "app/parts/toast.js";
import { QuotaBars } from "app/parts/quota-bars.js";

const MEGABYTE = 1_000_000;
const SCOPES = ["organisation", "person", "base"];
const KINDS = {
  person: { list: "list_people_quotas", put: (id, body) => api.quotas.change_person_quota({ id }, body), drop: (id) => api.quotas.remove_person_quota({ id }), room: "quotas" },
  base: { list: "list_base_quotas", put: (id, body) => api.collections.change_base_quota({ id }, body), drop: (id) => api.collections.remove_base_quota({ id }), room: "collections" },
};

const limitOf = (text, unit = 1) => (text.trim() === "" ? null : Math.round(Number(text) * unit));
const drafted = (values, prefix = "") => ({ documents: limitOf(values[`${prefix}documents`]), size_bytes: limitOf(values[`${prefix}megabytes`], MEGABYTE) });
const shownLimit = (value) => (value === null || value === undefined ? "" : String(value));
const megabytes = (value) => (value === null || value === undefined ? "" : String(value / MEGABYTE));

export default function QuotasPage() {
  const quotas = useLoaded(() => api.quotas.read_quotas(), []);
  const [kind, setKind] = useState("person");
  return html`<${Page} title=${t("settings.quotas")} intro=${t("quotas.intro")}>
    <${Await} value=${quotas.data.value} error=${quotas.error.value} onRetry=${quotas.reload}>
      ${(found) => html`
        <${Section} title=${t("quotas.use")} text=${t("quotas.use_text")}><${QuotaBars} one=${found.organisation} /><//>
        <${Limits} found=${found} reload=${quotas.reload} />`}
    <//>
    <${Section} title=${t("quotas.single")} text=${t("quotas.single_text")}>
      <${Segments} label=${t("quotas.single")} value=${kind} onPick=${setKind} options=${Object.keys(KINDS).map((one) => [one, tp("quotas.kind", one)])} />
      <${Singles} key=${kind} kind=${kind} />
    <//>
  <//>`;
}

function Limits({ found, reload }) {
  const present = { organisation: { documents: found.organisation.documents.limit, size_bytes: found.organisation.size_bytes.limit }, person: found.person, base: found.base };
  const save = async (values) => {
    await api.quotas.change_quotas({}, Object.fromEntries(SCOPES.map((scope) => [scope, drafted(values, `${scope}_`)])));
    await reload();
    say(t("saved"));
  };
  return html`<${Section} title=${t("quotas.limits")} text=${t("quotas.limits_text")}>
    <${Form} action=${t("save")} onSubmit=${save}>
      ${SCOPES.map((scope) => html`<fieldset class="field quota-limits" key=${scope}><legend>${tp("quotas.of", scope)}</legend>
        <${Amounts} prefix=${`${scope}_`} limit=${present[scope]} /></fieldset>`)}
    <//>
  <//>`;
}

/** Two numbers; what is left empty is not limited. */
const Amounts = ({ prefix = "", limit }) => html`<div class="quota-amounts">
  <${Field} label=${t("quota.documents")} name=${`${prefix}documents`} type="number" min="0" step="1" value=${shownLimit(limit.documents)} placeholder=${t("meter.unlimited")} />
  <${Field} label=${t("quota.megabytes")} name=${`${prefix}megabytes`} type="number" min="0" step="any" value=${megabytes(limit.size_bytes)} placeholder=${t("meter.unlimited")} />
</div>`;

function Singles({ kind }) {
  const rows = usePaged((query) => api[KINDS[kind].room][KINDS[kind].list]({ query }), [kind], 20);
  const [asked, setAsked] = useState(null); // a row, or {} for somebody who is not listed yet
  return html`
    <${Await} value=${rows.rows.value} error=${rows.error.value} onRetry=${rows.reload}>
      ${(found) => (found.length ? html`<table class="table"><thead><tr><th scope="col">${t("person.name")}</th>
          <th scope="col">${t("quota.documents")}</th><th scope="col">${t("quota.size")}</th><th scope="col"><span class="hidden">${t("actions")}</span></th></tr></thead>
        <tbody>${found.map((one) => html`<${Row} key=${one.id} one=${one} onAsk=${() => setAsked(one)} />`)}</tbody></table>`
        : html`<p class="page-note">${t("quotas.none")}</p>`)}
    <//>
    <${More} list=${rows} />
    ${kind === "person" && html`<div><${Button} icon="plus" onClick=${() => setAsked({})}>${t("quotas.add_person")}<//></div>`}
    ${asked && html`<${Single} kind=${kind} one=${asked} onClose=${() => setAsked(null)} onDone=${rows.reload} />`}`;
}

const told = ({ used, limit }, word) => `${word(used)} ${limit === null ? "" : t("meter.of", { limit: word(limit) })}`;

function Row({ one, onAsk }) {
  const name = one.name || t("quotas.erased");
  return html`<tr><td class="is-main">${name}${one.own && html` <${Badge} tone="quiet">${t("quotas.own")}<//>`}
      ${(one.documents.near || one.size_bytes.near) && html` <${Badge} tone="warn">${t("quotas.near")}<//>`}</td>
    <td class="is-soft">${told(one.documents, number)}</td><td class="is-soft">${told(one.size_bytes, bytes)}</td>
    <td class="is-actions"><${Button} kind="quiet" icon="edit" label=${t("quotas.edit_of", { name })} onClick=${onAsk} /></td></tr>`;
}

function Single({ kind, one, onClose, onDone }) {
  const [subject, setSubject] = useState(one.id ? one : null);
  const limit = { documents: one.own ? one.documents.limit : null, size_bytes: one.own ? one.size_bytes.limit : null };
  const done = async () => { await onDone(); onClose(); say(t("saved")); };
  const save = async (values) => {
    if (!subject) return;
    await KINDS[kind].put(subject.id, drafted(values));
    await done();
  };
  const drop = async () => { await KINDS[kind].drop(one.id); await done(); };
  return html`<${Dialog} title=${one.id ? t("quotas.edit_of", { name: one.name }) : t("quotas.add_person")} onClose=${onClose}>
    <p>${t("quotas.own_text")}</p>
    <${Form} action=${t("save")} onSubmit=${save} onCancel=${onClose}>
      ${!one.id && html`<${SubjectPicker} onPick=${(found) => setSubject(found?.kind === "group" ? null : found)} />`}
      <${Amounts} limit=${limit} />
    <//>
    ${one.own && html`<div><${Button} onClick=${drop}>${t("quotas.drop")}<//></div>`}
  <//>`;
}
