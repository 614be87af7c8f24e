// One bot: how it shows itself, which keys open it, how a site embeds it.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { api, etagOf } from "app/house/api.js";
import { may } from "app/house/can.js";
import { talkTo } from "app/house/choice.js";
import { to } from "app/house/place.js";
import { navigate } from "app/house/router.js";
import { useLoaded } from "app/house/store.js";
import { Button } from "app/parts/button.js";
import { Confirm } from "app/parts/confirm.js";
import { Field, Form } from "app/parts/form.js";
import { Menu } from "app/parts/menu.js";
import { Page, Section } from "app/parts/page.js";
import { Await } from "app/parts/skeleton.js";
import { say } from "app/parts/toast.js";
import { AgentChoice, lines } from "app/rooms/publish/agents.js";
import { BotKeys } from "app/rooms/publish/bot-keys.js";

const BACK = () => ({ href: to("/publish"), text: t("nav.publish") });

export default function BotPage({ params: { id } }) {
  return id === "new" ? html`<${NewBot} />` : html`<${ExistingBot} id=${id} key=${id} />`;
}

function NewBot() {
  const create = async (draft) => {
    const bot = await api.bots.create_bot({}, draft);
    say(t("bot.created"));
    navigate(`/publish/bots/${bot.id}`, { replace: true });
  };
  return html`<${Page} title=${t("bot.new")} intro=${t("bot.new_intro")} back=${BACK()}>
    <${BotForm} action=${t("create")} onSave=${create} onCancel=${() => navigate("/publish")} /><//>`;
}

function ExistingBot({ id }) {
  const store = useLoaded(() => api.bots.read_bot({ id }), [id]);
  return html`<${Await} value=${store.data.value} error=${store.error.value} onRetry=${store.reload}>
    ${(bot) => html`<${Bot} bot=${bot} reload=${store.reload} />`}<//>`;
}

function Bot({ bot, reload }) {
  const [removing, setRemoving] = useState(false);
  const mine = may(bot, "change");
  const save = async (draft) => {
    await api.bots.change_bot({ id: bot.id }, draft, { ifMatch: etagOf(bot) });
    await reload();
    say(t("saved"));
  };
  const copy = async () => {
    const made = await api.bots.duplicate_bot({ id: bot.id });
    say(t("bot.created"));
    navigate(`/publish/bots/${made.id}`);
  };
  const remove = async () => {
    await api.bots.remove_bot({ id: bot.id });
    say(t("bot.removed"));
    navigate("/publish");
  };
  const talk = () => { talkTo.value = bot.agent_id; navigate("/chat"); };
  const actions = html`${bot.agent_name && html`<${Button} icon="chat" onClick=${talk}>${t("bot.try")}<//>`}
    <${Menu} label=${t("publish.menu", { name: bot.name })} items=${[
      { text: t("bot.duplicate"), icon: "copy", onPick: copy },
      mine && { text: t("delete"), icon: "trash", danger: true, onPick: () => setRemoving(true) }]} />`;
  return html`<${Page} title=${bot.name} back=${BACK()} actions=${actions}>
    ${mine && html`<${BotKeys} bot=${bot} />`}
    <${BotForm} bot=${bot} key=${bot.updated_at} action=${t("save")} onSave=${save} locked=${!mine} />
    ${removing && html`<${Confirm} title=${t("bot.remove.title", { name: bot.name })} text=${t("bot.remove.text")} action=${t("delete")}
      onConfirm=${remove} onClose=${() => setRemoving(false)} />`}
  <//>`;
}

function BotForm({ bot = {}, action, onSave, onCancel, locked }) {
  const submit = (values) => onSave({
    agent_id: values.agent_id, name: values.name, description: values.description, icon: values.icon.trim(),
    conversation_starters: lines(values.conversation_starters),
  });
  const body = html`<${Section} title=${t("bot.face")} text=${t("bot.face_text")}>
    <${AgentChoice} name="agent_id" value=${bot.agent_id} current=${bot.agent_name} />
    <${Field} label=${t("name")} name="name" value=${bot.name} required maxlength="200" autocomplete="off" placeholder=${t("bot.name_example")} />
    <${Field} label=${t("description")} name="description" value=${bot.description} maxlength="2000" optional hint=${t("bot.description_hint")} />
    <${Field} label=${t("bot.icon")} name="icon" value=${bot.icon} maxlength="4" optional hint=${t("bot.icon_hint")} />
    <${Field} label=${t("agent.starters")} name="conversation_starters" as="textarea" rows="3" value=${(bot.conversation_starters ?? []).join("\n")} optional
      hint=${t("agent.starters_hint")} />
  <//>`;
  if (locked) return html`<fieldset class="locked" disabled>${body}</fieldset>`;
  return html`<${Form} class="is-long" action=${action} onSubmit=${submit} onCancel=${onCancel}>${body}<//>`;
}
