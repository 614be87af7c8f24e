// The agents that I may see.
import { html } from "htm/preact";
import { t, tn } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { useLive } from "app/house/live.js";
import { isAtLeast } from "app/house/session.js";
import { usePaged } from "app/house/store.js";
import { to } from "app/house/place.js";
import { ButtonLink } from "app/parts/button.js";
import { Empty } from "app/parts/empty.js";
import { Icon } from "app/parts/icon.js";
import { More } from "app/parts/more.js";
import { Page } from "app/parts/page.js";
import { Await } from "app/parts/skeleton.js";

export default function AgentsPage() {
  const agents = usePaged((query) => api.agents.list_agents({ query }), []);
  useLive("agt_", agents.reload);
  const make = isAtLeast("editor") && html`<${ButtonLink} kind="primary" icon="plus" href=${to("/agents/new")}>${t("agent.new")}<//>`;
  return html`<${Page} title=${t("nav.agents")} intro=${t("agents.intro")} actions=${agents.rows.value?.length ? make : null}>
    <${Await} value=${agents.rows.value} error=${agents.error.value} onRetry=${agents.reload} kind="card">
      ${(rows) => (rows.length ? html`<ul class="cards">${rows.map((agent) => html`<li class="card" key=${agent.id}>
        <div class="card-icon"><${Icon} name="agent" /></div>
        <h2><a href=${to(`/agents/${agent.id}`)}>${agent.name}</a></h2>
        <p class="card-text">${agent.description || t("agent.no_description")}</p>
        <p class="card-foot">${agent.knowledge_base_ids?.length ? tn("bases", agent.knowledge_base_ids.length) : t("agent.every_base")}
          ${agent.model && html`<span>${agent.model}</span>`}</p></li>`)}</ul>`
        : html`<${Empty} icon="agent" title=${t("agents.empty.title")} text=${t("agents.empty.text")}>${make}<//>`)}
    <//>
    <${More} list=${agents} />
  <//>`;
}
