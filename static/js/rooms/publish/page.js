// What is published: bots for people elsewhere, deployments for programs.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { useLive } from "app/house/live.js";
import { isAtLeast } from "app/house/session.js";
import { usePaged } from "app/house/store.js";
import { to } from "app/house/place.js";
import { Badge } from "app/parts/badge.js";
import { ButtonLink } from "app/parts/button.js";
import { Empty } from "app/parts/empty.js";
import { Icon } from "app/parts/icon.js";
import { More } from "app/parts/more.js";
import { Page } from "app/parts/page.js";
import { Segments } from "app/parts/segments.js";
import { Await } from "app/parts/skeleton.js";

const KINDS = {
  bots: { list: (query) => api.bots.list_bots({ query }), prefix: "bot_", icon: "chat" },
  deployments: { list: (query) => api.deployments.list_deployments({ query }), prefix: "dep_", icon: "globe" },
};

export default function PublishPage({ query }) {
  const [kind, setKind] = useState(query.get("kind") === "deployments" ? "deployments" : "bots");
  const words = kind === "bots" ? [t("bots.intro"), t("bot.new")] : [t("deployments.intro"), t("deployment.new")];
  const make = isAtLeast("editor") && html`<${ButtonLink} kind="primary" icon="plus" href=${to(`/publish/${kind}/new`)}>${words[1]}<//>`;
  return html`<${Page} title=${t("nav.publish")} intro=${words[0]} actions=${make}>
    <${Segments} label=${t("publish.kinds")} value=${kind} onPick=${setKind} options=${[["bots", t("publish.bots")], ["deployments", t("publish.deployments")]]} />
    <${Published} key=${kind} kind=${kind} />
  <//>`;
}

function Published({ kind }) {
  const { list, prefix, icon } = KINDS[kind];
  const rows = usePaged(list, []);
  useLive(prefix, rows.reload);
  return html`<${Await} value=${rows.rows.value} error=${rows.error.value} onRetry=${rows.reload} kind="card">
      ${(found) => (found.length ? html`<ul class="cards">${found.map((one) => html`<${Card} key=${one.id} kind=${kind} one=${one} icon=${icon} />`)}</ul>`
        : kind === "bots" ? html`<${Empty} icon=${icon} title=${t("bots.empty.title")} text=${t("bots.empty.text")} />`
          : html`<${Empty} icon=${icon} title=${t("deployments.empty.title")} text=${t("deployments.empty.text")} />`)}
    <//>
    <${More} list=${rows} />`;
}

function Card({ kind, one, icon }) {
  const agent = kind === "bots" ? one.agent_name : one.entity_name;
  return html`<li class="card">
    <div class="card-icon">${one.icon ? html`<span class="card-sign" aria-hidden="true">${one.icon}</span>` : html`<${Icon} name=${icon} />`}</div>
    <h2><a href=${to(`/publish/${kind}/${one.id}`)}>${one.name}</a></h2>
    <p class="card-text">${one.description || t("agent.no_description")}</p>
    <p class="card-foot">${agent ?? html`<${Badge} tone="bad">${t("publish.no_agent")}<//>`}
      ${one.status === "inactive" && html`<${Badge}>${t("deployment.off")}<//>`}
      ${one.version && html`<span>${t("deployment.version_short", { n: one.version })}</span>`}</p></li>`;
}
