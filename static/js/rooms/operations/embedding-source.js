// Where an organisation's vectors come from: a model of this machine, or one of a server. Tried before it is saved.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { number } from "app/house/format.js";
import { Choice, Field, Form } from "app/parts/form.js";
import { say } from "app/parts/toast.js";
import { SourceCare, Trial } from "app/rooms/operations/source-care.js";

const ADDRESSES = { ollama: "http://127.0.0.1:11434" };
const listed = (text) => (text ?? "").split(/[\s,]+/).filter(Boolean);
const test = (body) => api.embedding.test_embedding({}, body);
const well = (tried) => t("source.well", { model: tried.model, dimensions: number(tried.dimensions), time: number(Math.round(tried.took_ms)) });

/** What was chosen, and how to choose otherwise. `found` is the standing of the models. */
export function EmbeddingSource({ found, reload }) {
  return html`<p>${tp("source.said_by", found.said_by)}${found.source?.base_url && html` <code>${found.source.base_url}</code>`}</p>
    ${found.bases_other > 0 && html`<p class="notice">${t("source.bases_other", { n: found.bases_other })}</p>`}
    ${found.bases_gone > 0 && html`<p class="notice">${t("source.bases_gone", { n: found.bases_gone })}</p>`}
    <${SourceCare} found=${found} reload=${reload} title=${t("source.choose")} removeText=${t("source.remove_text")} isActive=${Boolean(found.active)}
      form=${Choosing} test=${test} well=${well} remove=${() => api.embedding.remove_embedding()} />`;
}

function Choosing({ found, onDone, onCancel }) {
  const source = found.source;
  const kinds = ["local", "openai", "ollama"].filter((one) => one !== "local" || found.models.length);
  const [kind, setKind] = useState(source && kinds.includes(source.kind) ? source.kind : kinds[0]);
  const draft = ({ model, base_url, api_key, languages }) => (kind === "local" ? { kind, model }
    : { kind, model, base_url, languages: listed(languages), ...(api_key ? { api_key } : {}) });
  const save = async (values) => {
    await api.embedding.choose_embedding({}, draft(values));
    say(t("source.saved"));
    await onDone();
  };
  const same = source?.kind === kind ? source : null;
  return html`<${Form} action=${t("save")} onSubmit=${save} onCancel=${onCancel}>
    <${Choice} label=${t("source.kind")} name="kind" value=${kind} options=${kinds.map((one) => [one, tp("source.kind", one)])}
      onChange=${(event) => setKind(event.target.value)} />
    ${kind === "local"
      ? html`<${Choice} key="local" label=${t("meaning.model")} name="model" value=${same?.model} options=${found.models.map((one) => [one.name, one.name])} />`
      : html`<${Field} key=${`${kind}-url`} label=${t("source.base_url")} name="base_url" type="url" required value=${same?.base_url ?? ADDRESSES[kind] ?? ""} hint=${tp("source.base_url_hint", kind)} />
        <${Field} key=${`${kind}-model`} label=${t("meaning.model")} name="model" required maxlength="200" value=${same?.model} autocomplete="off" />
        <${Field} key=${`${kind}-key`} label=${t("source.api_key")} name="api_key" type="password" optional autocomplete="off" hint=${same?.has_key ? t("source.key_kept") : undefined} />
        <${Field} key=${`${kind}-languages`} label=${t("meaning.languages")} name="languages" optional value=${same?.languages.join(", ")} hint=${t("source.languages_hint")} autocomplete="off" />`}
    <p class="field-hint">${t("source.consequence")}</p>
    <${Trial} key=${kind} draft=${draft} test=${test} well=${well} />
  <//>`;
}
