// Short messages at the edge of the page: said aloud, gone by themselves, errors stay longer.
import { html } from "htm/preact";
import { signal } from "@preact/signals";
import { t } from "app/house/i18n.js";
import { sentence } from "app/house/problem.js";
import { Icon } from "app/parts/icon.js";
import { Button } from "app/parts/button.js";

const shown = signal([]);
let last = 0;

function show(text, kind, seconds) {
  const id = ++last;
  shown.value = [...shown.value.slice(-3), { id, text, kind }];
  setTimeout(() => drop(id), seconds * 1000);
}

const drop = (id) => { shown.value = shown.value.filter((item) => item.id !== id); };

export const say = (text) => show(text, "good", 4);
export const complain = (error) => show(typeof error === "string" ? error : sentence(error), "bad", 9);

export function Toasts() {
  return html`<div class="toasts" role="status" aria-live="polite">
    ${shown.value.map((item) => html`<div key=${item.id} class=${`toast is-${item.kind}`}>
      <${Icon} name=${item.kind === "bad" ? "alert" : "check"} /><span>${item.text}</span>
      <${Button} kind="quiet" icon="close" label=${t("close")} onClick=${() => drop(item.id)} />
    </div>`)}
  </div>`;
}
