// Naming a knowledge base in a text field: `@kb:` lists those that one may read; the arrow keys choose, Enter takes.
import { html } from "htm/preact";
import { useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { t } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { Icon } from "app/parts/icon.js";

const BEGUN = /(?:^|\s)@kb:(?:"([^"\n]*)|([^\s"]*))$/;
export const LIST = "base-names";

/** How a base is named so that it is found again: in quotes, or by its id where quotes or its name would not tell. */
function markOf(base, bases) {
  const same = bases.filter((one) => one.name.toLowerCase() === base.name.toLowerCase()).length > 1;
  if (same || /["\n]/.test(base.name)) return `@kb:${base.id}`;
  return /^[\p{L}\p{N}_-]+$/u.test(base.name) ? `@kb:${base.name}` : `@kb:"${base.name}"`;
}

/** The list beneath the caret: what is in it, which one is meant, and what the keys do to it. */
export function useNaming(draft) {
  const bases = useSignal([]);
  const at = useSignal(0);
  const field = useRef(null);
  const asked = useRef(0);
  const close = () => { asked.current += 1; bases.value = []; };
  const look = async (area) => {
    field.current = area;
    const begun = BEGUN.exec(area.value.slice(0, area.selectionStart));
    if (!begun) return close();
    const mine = ++asked.current;
    const found = await api.retrieval.name_bases({ query: { q: begun[1] ?? begun[2] ?? "" } }).catch(() => ({ data: [] }));
    if (mine !== asked.current) return undefined;
    at.value = 0;
    bases.value = found.data;
    return undefined;
  };
  const take = (base) => {
    const area = field.current;
    const caret = area.selectionStart;
    const begun = BEGUN.exec(area.value.slice(0, caret));
    if (!begun) return close();
    const start = caret - begun[0].trimStart().length;
    const mark = `${markOf(base, bases.value)} `;
    draft.value = area.value.slice(0, start) + mark + area.value.slice(caret).replace(/^"? ?/, "");
    close();
    requestAnimationFrame(() => { area.focus(); area.setSelectionRange(start + mark.length, start + mark.length); });
    return undefined;
  };
  const key = (event) => {
    const count = bases.value.length;
    if (!count || event.isComposing) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") at.value = (at.value + (event.key === "ArrowDown" ? 1 : count - 1)) % count;
    else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") take(bases.value[at.value]);
    else if (event.key === "Escape") close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return { bases, at, look, take, key, close };
}

export function Names({ naming }) {
  const { bases, at, take } = naming;
  if (!bases.value.length) return null;
  return html`<ul class="base-names" role="listbox" id=${LIST} aria-label=${t("chat.names")}>
    ${bases.value.map((base, place) => html`<li key=${base.id} id=${`${LIST}-${place}`} role="option" aria-selected=${String(place === at.value)}
      onPointerDown=${(event) => { event.preventDefault(); take(base); }}><${Icon} name="book" /><span>${base.name}</span></li>`)}
  </ul>`;
}
