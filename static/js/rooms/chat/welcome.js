// A blank conversation: what can be asked, and the first step when there is nothing to ask about.
import { html } from "htm/preact";
import { t } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { useLoaded } from "app/house/store.js";
import { isAtLeast, user } from "app/house/session.js";
import { to } from "app/house/place.js";
import { ButtonLink } from "app/parts/button.js";
import { Icon } from "app/parts/icon.js";
import { agentId, ask } from "app/rooms/chat/store.js";

export function Welcome() {
  const bases = useLoaded(() => api.collections.list_bases({ query: { limit: 1 } }), []);
  const agent = useLoaded(() => (agentId.value ? api.agents.read_agent({ id: agentId.value }) : Promise.resolve(null)), [agentId.value]);
  const starters = agent.data.value?.starter_prompts ?? [];
  const bare = bases.data.value?.data.length === 0;
  const name = (user.value?.name || "").split(" ")[0];
  return html`<div class="welcome">
    <${Icon} name="mark" size="is-huge" />
    <p class="welcome-title">${name ? t("chat.hello", { name }) : t("chat.hello_nobody")}</p>
    <p class="welcome-text">${agent.data.value?.description || t("chat.promise")}</p>
    ${starters.length > 0 && html`<ul class="starters">${starters.slice(0, 4).map((text) => html`<li key=${text}>
      <button type="button" class="starter" onClick=${() => ask(text)}>${text}</button></li>`)}</ul>`}
    ${bare && html`<div class="welcome-first"><p>${isAtLeast("editor") ? t("chat.no_bases") : t("chat.no_bases_viewer")}</p>
      ${isAtLeast("editor") && html`<${ButtonLink} kind="primary" icon="plus" href=${to("/knowledge")}>${t("chat.add_documents")}<//>`}</div>`}
  </div>`;
}
