// What an agent is: its instructions, where it looks, which model speaks.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { useLoaded } from "app/house/store.js";
import { Checks, Choice, Field, Form } from "app/parts/form.js";
import { Section } from "app/parts/page.js";

const VISIBILITIES = ["organisation", "private"];

export function AgentForm({ agent = {}, action, onSave, onCancel, locked }) {
  const bases = useLoaded(() => api.collections.list_bases({ query: { limit: 100 } }), []);
  const [chosen, setChosen] = useState(agent.knowledge_base_ids ?? []);
  const options = (bases.data.value?.data ?? []).map((base) => [base.id, base.name]);
  const seen = VISIBILITIES.includes(agent.visibility) || !agent.visibility ? VISIBILITIES : [...VISIBILITIES, agent.visibility];
  const submit = (values) => onSave({
    name: values.name,
    description: values.description,
    instructions: values.instructions,
    knowledge_base_ids: chosen,
    visibility: values.visibility,
    model: values.model || null,
    temperature: values.temperature === "" ? null : Number(values.temperature),
    starter_prompts: values.starter_prompts.split("\n").map((line) => line.trim()).filter(Boolean),
  });
  const body = html`
    <${Section} title=${t("agent.who")} text=${t("agent.who_text")}>
      <${Field} label=${t("name")} name="name" value=${agent.name} required maxlength="200" autocomplete="off" placeholder=${t("agent.name_example")} />
      <${Field} label=${t("description")} name="description" value=${agent.description} maxlength="2000" optional />
      <${Field} label=${t("agent.instructions")} name="instructions" as="textarea" rows="8" value=${agent.instructions} optional
        hint=${t("agent.instructions_hint")} />
      <${Field} label=${t("agent.starters")} name="starter_prompts" as="textarea" rows="3" value=${(agent.starter_prompts ?? []).join("\n")} optional
        hint=${t("agent.starters_hint")} />
    <//>
    <${Section} title=${t("agent.where")} text=${t("agent.where_text")}>
      ${options.length > 0 ? html`<${Checks} legend=${t("chat.bases")} name="knowledge_base_ids" options=${options} chosen=${chosen} onChange=${setChosen} />`
        : html`<p class="under">${t("agent.no_bases")}</p>`}
      <${Choice} label=${t("agent.visibility")} name="visibility" value=${agent.visibility ?? "private"}
        options=${seen.map((key) => [key, tp("visibility", key)])} />
    <//>
    <${Section} title=${t("agent.how")} text=${t("agent.how_text")}>
      <${Field} label=${t("agent.model")} name="model" value=${agent.model} optional autocomplete="off" placeholder=${t("agent.model_default")} />
      <${Field} label=${t("agent.temperature")} name="temperature" type="number" min="0" max="2" step="0.1" value=${agent.temperature} optional />
    <//>`;
  if (locked) return html`<fieldset class="locked" disabled>${body}</fieldset>`;
  return html`<${Form} class="is-long" action=${action} onSubmit=${submit} onCancel=${onCancel}>${body}<//>`;
}
