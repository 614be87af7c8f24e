// Where one asks: Enter sends, Shift+Enter makes a line. Whom to ask and where to look stand beneath.
import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { t, tn } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { useLoaded } from "app/house/store.js";
import { Button } from "app/parts/button.js";
import { Icon } from "app/parts/icon.js";
import { complain } from "app/parts/toast.js";
import { Picker } from "app/parts/picker.js";
import { LIST, Names, useNaming } from "app/parts/naming.js";
import { agentId, ask, baseIds, busy, current, stop } from "app/rooms/chat/store.js";

const LONGEST = 8;

export function Composer() {
  const draft = useSignal("");
  const field = useRef(null);
  const naming = useNaming(draft);
  useEffect(() => { field.current.focus({ preventScroll: true }); }, [current.value.id]);
  const submit = (event) => {
    event?.preventDefault();
    const text = draft.value.trim();
    if (!text || busy.value) return;
    draft.value = "";
    naming.close();
    ask(text).catch(complain);
  };
  const key = (event) => {
    if (naming.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) submit(event);
  };
  const listed = naming.bases.value.length > 0;
  const rows = Math.min(LONGEST, draft.value.split("\n").length);
  return html`<form class="composer" onSubmit=${submit}>
    <div class="composer-box">
      <${Names} naming=${naming} />
      <textarea ref=${field} rows=${rows} value=${draft.value} maxlength="32000" placeholder=${t("chat.placeholder")} aria-label=${t("chat.placeholder")}
        role="combobox" aria-autocomplete="list" aria-expanded=${String(listed)} aria-controls=${listed ? LIST : undefined}
        aria-activedescendant=${listed ? `${LIST}-${naming.at.value}` : undefined} onBlur=${naming.close}
        onInput=${(event) => { draft.value = event.target.value; naming.look(event.target); }} onKeyDown=${key}></textarea>
      <div class="composer-foot">
        <${Whom} />
        <span class="composer-gap"></span>
        ${busy.value ? html`<${StopButton} />` : html`<button type="submit" class="send" disabled=${!draft.value.trim()} aria-label=${t("chat.send")}
          title=${t("chat.send")}><${Icon} name="send" /></button>`}
      </div>
    </div>
    <p class="composer-note">${t("chat.note")}</p>
  </form>`;
}

function StopButton() {
  const [busyNow, setBusy] = useState(false);
  const press = async () => {
    setBusy(true);
    await stop().catch(complain);
    setBusy(false);
  };
  return html`<${Button} icon="stop" class="stop" busy=${busyNow} onClick=${press}>${t("chat.stop")}<//>`;
}

function Whom() {
  const agents = useLoaded(() => api.agents.list_agents({ query: { limit: 100 } }), []);
  const bases = useLoaded(() => api.collections.list_bases({ query: { limit: 100 } }), []);
  const agentList = agents.data.value?.data ?? [];
  const baseList = bases.data.value?.data ?? [];
  return html`${agentList.length > 0 && html`<label class="chooser"><span class="hidden">${t("chat.agent")}</span><${Icon} name="agent" />
      <select value=${agentId.value} disabled=${Boolean(current.value.id)} onChange=${(event) => { agentId.value = event.target.value; }}>
        <option value="">${t("chat.assistant")}</option>
        ${agentList.map((agent) => html`<option key=${agent.id} value=${agent.id}>${agent.name}</option>`)}
      </select></label>`}
    ${baseList.length > 0 && html`<${Picker} icon="book" legend=${t("chat.bases")} options=${baseList.map((base) => [base.id, base.name])}
      chosen=${baseIds.value} onChange=${(ids) => { baseIds.value = ids; }}
      text=${baseIds.value.length ? tn("chat.some_bases", baseIds.value.length) : t("chat.all_bases")} />`}`;
}
