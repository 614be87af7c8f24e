// Which agent answers: a choice among those that I may see.
import { html } from "htm/preact";
import { t } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { useLoaded } from "app/house/store.js";
import { Choice } from "app/parts/form.js";

export function AgentChoice({ name, value, current }) {
  const agents = useLoaded(() => api.agents.list_agents({ query: { limit: 100, sort: "name" } }), []);
  const found = (agents.data.value?.data ?? []).map((agent) => [agent.id, agent.name]);
  const options = value && !found.some(([id]) => id === value) ? [[value, current ?? t("publish.no_agent")], ...found] : found;
  if (agents.data.value && !options.length) return html`<p class="under">${t("publish.no_agents")}</p>`;
  return html`<${Choice} key=${options.length} label=${t("publish.agent")} name=${name} value=${value ?? options[0]?.[0]} options=${options} required />`;
}

export const lines = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);
