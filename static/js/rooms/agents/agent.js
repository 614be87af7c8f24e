// One agent: made, changed, removed. `new` is the form of one that does not exist yet.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { api, etagOf } from "app/house/api.js";
import { may } from "app/house/can.js";
import { navigate } from "app/house/router.js";
import { useLoaded } from "app/house/store.js";
import { Button } from "app/parts/button.js";
import { Confirm } from "app/parts/confirm.js";
import { Menu } from "app/parts/menu.js";
import { Page } from "app/parts/page.js";
import { Share } from "app/parts/share.js";
import { Await } from "app/parts/skeleton.js";
import { say } from "app/parts/toast.js";
import { AgentForm } from "app/rooms/agents/form.js";
import { talkTo } from "app/house/choice.js";
import { to } from "app/house/place.js";

const BACK = () => ({ href: to("/agents"), text: t("nav.agents") });

export default function AgentPage({ params: { id } }) {
  return id === "new" ? html`<${NewAgent} />` : html`<${ExistingAgent} id=${id} key=${id} />`;
}

function NewAgent() {
  const create = async (draft) => {
    const agent = await api.agents.create_agent({}, draft);
    say(t("agent.created"));
    navigate(`/agents/${agent.id}`, { replace: true });
  };
  return html`<${Page} title=${t("agent.new")} intro=${t("agent.new_intro")} back=${BACK()}>
    <${AgentForm} action=${t("create")} onSave=${create} onCancel=${() => navigate("/agents")} /><//>`;
}

function ExistingAgent({ id }) {
  const store = useLoaded(() => api.agents.read_agent({ id }), [id]);
  return html`<${Await} value=${store.data.value} error=${store.error.value} onRetry=${store.reload}>
    ${(agent) => html`<${Agent} agent=${agent} reload=${store.reload} />`}<//>`;
}

function Agent({ agent, reload }) {
  const [removing, setRemoving] = useState(false);
  const [sharing, setSharing] = useState(false);
  const save = async (patch) => {
    await api.agents.change_agent({ id: agent.id }, patch, { ifMatch: etagOf(agent) });
    await reload();
    say(t("saved"));
  };
  const remove = async () => {
    await api.agents.remove_agent({ id: agent.id });
    say(t("agent.removed"));
    navigate("/agents");
  };
  const talk = () => { talkTo.value = agent.id; navigate("/chat"); };
  const actions = html`<${Button} icon="chat" onClick=${talk}>${t("agent.talk")}<//>
    <${Menu} label=${t("agent.menu")} items=${[
      may(agent, "share") && { text: t("share.action"), icon: "lock", onPick: () => setSharing(true) },
      may(agent, "remove") && { text: t("delete"), icon: "trash", danger: true, onPick: () => setRemoving(true) }]} />`;
  return html`<${Page} title=${agent.name} back=${BACK()} actions=${actions}>
    <${AgentForm} agent=${agent} key=${agent.updated_at ?? agent.id} action=${t("save")} onSave=${save} locked=${!may(agent, "change")} />
    ${sharing && html`<${Share} thing=${agent} onClose=${() => setSharing(false)} />`}
    ${removing && html`<${Confirm} title=${t("agent.remove.title", { name: agent.name })} text=${t("agent.remove.text")} action=${t("delete")}
      onConfirm=${remove} onClose=${() => setRemoving(false)} />`}
  <//>`;
}
