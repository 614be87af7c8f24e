// The turns of the open conversation. Follows the answer down while it grows, unless the reader has scrolled up.
import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { effect } from "@preact/signals";
import { t } from "app/house/i18n.js";
import { Button } from "app/parts/button.js";
import { complain } from "app/parts/toast.js";
import { current, loadOlder, older, turns } from "app/rooms/chat/store.js";
import { Turn } from "app/rooms/chat/turn.js";

const NEAR = 80;

export function Talk() {
  const box = useRef(null);
  const pinned = useRef(true);
  const [away, setAway] = useState(false);
  const down = () => { box.current.scrollTop = box.current.scrollHeight; };
  useEffect(() => { pinned.current = true; down(); }, [current.value.id, turns.value.length]);
  useEffect(() => effect(() => {
    const turn = turns.value.at(-1);
    if (turn) [turn.text.value, turn.citations.value, turn.state.value].at(0);
    requestAnimationFrame(() => { if (pinned.current && box.current) down(); });
  }), []);
  const scrolled = () => {
    const { scrollTop, scrollHeight, clientHeight } = box.current;
    pinned.current = scrollHeight - scrollTop - clientHeight < NEAR;
    setAway(!pinned.current);
  };
  return html`<div class="turns-frame">
    <div class="turns" ref=${box} onScroll=${scrolled}>
      ${older.value && html`<div class="more"><${Button} onClick=${() => loadOlder().catch(complain)}>${t("chat.older")}<//></div>`}
      <ol class="turns-list">${turns.value.map((turn) => html`<${Turn} key=${turn.key} turn=${turn} last=${turn === turns.value.at(-1)} />`)}</ol>
    </div>
    ${away && html`<${Button} icon="down" class="turns-down" label=${t("chat.down")} onClick=${() => { pinned.current = true; down(); }} />`}
  </div>`;
}
