// Which server judges the best passages once more, for the knowledge bases that want it.
import { html } from "htm/preact";
import { t, tn, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { number } from "app/house/format.js";
import { useLoaded } from "app/house/store.js";
import { Badge } from "app/parts/badge.js";
import { Field, Form } from "app/parts/form.js";
import { Section } from "app/parts/page.js";
import { Await } from "app/parts/skeleton.js";
import { say } from "app/parts/toast.js";
import { SourceCare, Trial } from "app/rooms/operations/source-care.js";

const test = (body) => api.reranking.test_reranking({}, body);
const well = ({ fits, name, took_ms: took }) => {
  const values = { name, time: number(Math.round(took)) };
  return fits ? t("reranking.well", values) : t("reranking.unfit", values);
};

export function RerankSource() {
  const told = useLoaded(() => api.reranking.reranking_source(), []);
  return html`<${Section} title=${t("reranking.title")} text=${t("reranking.text")}>
    <${Await} value=${told.data.value} error=${told.error.value} onRetry=${told.reload} rows=${2}>
      ${(found) => html`<p>${found.name ? html`<${Badge} tone="good">${found.name}<//>` : html`<${Badge}>${t("reranking.off")}<//>`}</p>
        <p>${tp("reranking.said_by", found.said_by)}${found.source && html` <code>${found.source.url}</code>`}</p>
        <p class="field-hint">${tn("reranking.bases", found.bases)} ${t("reranking.seconds", { seconds: number(found.seconds) })}</p>
        <${SourceCare} found=${found} reload=${told.reload} title=${t("reranking.choose")} removeText=${t("reranking.remove_text")} isActive=${Boolean(found.name)}
          form=${Choosing} test=${test} well=${well} remove=${() => api.reranking.remove_reranking()} />`}
    <//><//>`;
}

const draft = ({ url, model, api_key }) => ({ url, model, ...(api_key ? { api_key } : {}) });

function Choosing({ found: { source }, onDone, onCancel }) {
  const save = async (values) => {
    await api.reranking.choose_reranking({}, draft(values));
    say(t("reranking.saved"));
    await onDone();
  };
  return html`<${Form} action=${t("save")} onSubmit=${save} onCancel=${onCancel}>
    <${Field} label=${t("source.base_url")} name="url" type="url" required value=${source?.url} hint=${t("reranking.url_hint")} />
    <${Field} label=${t("meaning.model")} name="model" optional maxlength="200" value=${source?.model} autocomplete="off" hint=${t("reranking.model_hint")} />
    <${Field} label=${t("source.api_key")} name="api_key" type="password" optional autocomplete="off" hint=${source?.has_key ? t("source.key_kept") : undefined} />
    <${Trial} draft=${draft} test=${test} well=${well} />
  <//>`;
}
