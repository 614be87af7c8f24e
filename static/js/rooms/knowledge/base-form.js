// Name, purpose, who may see it, and how it is searched.
import { html } from "htm/preact";
import { t, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { useLoaded } from "app/house/store.js";
import { Choice, Field, Form } from "app/parts/form.js";
import { Estimate } from "app/rooms/knowledge/generations.js";

const VISIBILITIES = ["organisation", "private"];
const MODES = ["auto", "keyword"];

export function BaseForm({ base = {}, action, onSave, onCancel }) {
  const seen = VISIBILITIES.includes(base.visibility) || !base.visibility ? VISIBILITIES : [...VISIBILITIES, base.visibility];
  const modes = MODES.includes(base.search_mode) || !base.search_mode ? MODES : [...MODES, base.search_mode];
  return html`<${Form} action=${action} onSubmit=${onSave} onCancel=${onCancel}>
    <${Field} label=${t("name")} name="name" value=${base.name} required maxlength="200" autocomplete="off" placeholder=${t("base.name_example")} />
    <${Field} label=${t("description")} name="description" as="textarea" rows="3" value=${base.description} maxlength="2000" optional
      hint=${t("base.description_hint")} />
    <${Choice} label=${t("base.visibility")} name="visibility" value=${base.visibility ?? "private"}
      options=${seen.map((key) => [key, tp("visibility", key)])} />
    <${Choice} label=${t("base.search_mode")} name="search_mode" value=${base.search_mode ?? "auto"} hint=${t("base.search_mode_hint")}
      options=${modes.map((key) => [key, tp("search_mode", key)])} />
    ${base.id && html`<${Field} label=${t("base.chunk_tokens")} name="chunk_tokens" type="number" min="32" max="2000" value=${base.chunk_tokens} required
        hint=${t("base.chunk_hint")} />
      <${Field} label=${t("base.chunk_overlap")} name="chunk_overlap" type="number" min="0" max="1000" value=${base.chunk_overlap} required />
      <${Rerank} base=${base} />
      <${Estimate} baseId=${base.id} />`}
  <//>`;
}

/** Says so when nobody would judge yet: the choice is kept for the day when somebody does. */
function Rerank({ base }) {
  const told = useLoaded(() => api.retrieval.search_modes(), []);
  return html`<${Choice} label=${t("base.rerank")} name="rerank" value=${String(base.rerank ?? false)}
    hint=${told.data.value?.reranks === false ? t("base.rerank_nobody") : t("base.rerank_hint")}
    options=${["false", "true"].map((key) => [key, tp("rerank", key)])} />`;
}

/** The patch with its sizes as numbers. */
export const withSizes = ({ chunk_tokens: tokens, chunk_overlap: overlap, rerank, ...patch }) => ({
  ...patch, ...(rerank !== undefined && { rerank: rerank === "true" }),
  ...(tokens !== undefined && { chunk_tokens: Number(tokens) }), ...(overlap !== undefined && { chunk_overlap: Number(overlap) }),
});
