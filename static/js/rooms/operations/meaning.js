// Whether search knows meanings: the embedding model in force, what lacks its vectors, and the models on the machine.
import { html } from "htm/preact";
import { t, tn, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { bytes, number } from "app/house/format.js";
import { useLoaded } from "app/house/store.js";
import { Badge } from "app/parts/badge.js";
import { Section } from "app/parts/page.js";
import { Await } from "app/parts/skeleton.js";
import { EmbeddingSource } from "app/rooms/operations/embedding-source.js";

const TONES = { hybrid: "good", failing: "bad", keyword: "quiet" };

export function Meaning() {
  const told = useLoaded(() => api.embedding.embedding_models(), []);
  return html`<${Section} title=${t("meaning.title")} text=${t("meaning.text")}>
    <${Await} value=${told.data.value} error=${told.error.value} onRetry=${told.reload} rows=${2}>
      ${(found) => html`<p><${Badge} tone=${TONES[found.search] ?? "quiet"}>${tp("meaning.search", found.search)}<//>
          ${found.documents_missing > 0 && html` <${Badge} tone="busy">${tn("meaning.missing", found.documents_missing)}<//>`}</p>
        ${found.failure && html`<p class="why">${found.failure}</p>`}
        ${found.active && html`<${Active} model=${found.active} memory=${found.memory_bytes} />`}
        ${found.models.length > 0 && html`<${Models} models=${found.models} />`}
        ${!found.active && html`<p>${t("meaning.how")} <code>appliance models add</code></p>`}
        <${EmbeddingSource} found=${found} reload=${told.reload} />`}
    <//><//>`;
}

const spoken = (languages) => (languages.length ? languages.join(", ") : t("meaning.any_language"));

function Active({ model, memory }) {
  const facts = [
    [t("meaning.model"), model.name], [t("meaning.kind"), tp("meaning.kind", model.kind)],
    [t("meaning.languages"), spoken(model.languages)], [t("meaning.memory"), memory ? bytes(memory) : t("meaning.resting")],
  ];
  return html`<dl class="facts is-list">${facts.map(([key, value]) => html`<div key=${key}>
    <dt>${key}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function computed(model) {
  const told = [model.runtime, model.runtime_reason].filter(Boolean).join(", ");
  return told !== "numpy" && html`<p class="under">${told}</p>`;
}

function Models({ models }) {
  return html`<table class="table"><thead><tr><th scope="col">${t("meaning.model")}</th>
      <th scope="col">${t("meaning.languages")}</th><th scope="col" class="is-number">${t("meaning.dimensions")}</th>
      <th scope="col" class="is-number">${t("meaning.size")}</th></tr></thead>
    <tbody>${models.map((model) => html`<tr key=${model.id}>
      <td class="is-main">${model.name} ${model.active && html`<${Badge} tone="good">${t("meaning.in_force")}<//>`}${computed(model)}</td>
      <td class="is-soft">${spoken(model.languages)}</td><td class="is-number">${number(model.dimensions)}</td>
      <td class="is-number">${bytes(model.size_bytes)}</td></tr>`)}</tbody></table>`;
}
