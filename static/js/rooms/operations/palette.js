// One field for everything, over any page: Ctrl+K opens it, arrows choose, Enter goes there.
import { html } from "htm/preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { signal } from "@preact/signals";
import { t, tn, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { announce } from "app/house/focus.js";
import { useKeys } from "app/house/keys.js";
import { nextId } from "app/house/random.js";
import { navigate } from "app/house/router.js";
import { Dialog } from "app/parts/dialog.js";
import { Icon } from "app/parts/icon.js";
import { Snippet } from "app/parts/snippet.js";
import { complain } from "app/parts/toast.js";

const PAUSE = 120;
const MOST_RECENT = 6;
const KINDS = ["page", "knowledge_base", "document", "agent", "conversation", "person"];
const ICONS = { page: "settings", knowledge_base: "book", document: "file", agent: "agent", conversation: "chat", person: "lock" };
const recent = signal([]); // of this window, and gone with it
export const isOpen = signal(false);

/** Listens for the key, and shows the palette while it is open. `pages`: [[path, what it is called], ...] */
export function PaletteKeys({ pages }) {
  useKeys({ "mod+k": () => { isOpen.value = !isOpen.value; } });
  return isOpen.value ? html`<${Palette} pages=${pages} onClose=${() => { isOpen.value = false; }} />` : null;
}

const fold = (text) => text.toLocaleLowerCase();

function pagesFor(pages, words) {
  const parts = fold(words).split(/\s+/).filter(Boolean);
  return pages.filter(([, name]) => parts.every((part) => fold(name).includes(part))).map(([url, name]) => ({ type: "page", id: url, name, snippet: "", url }));
}

function grouped(found) {
  const groups = KINDS.map((kind) => [kind, found.filter((one) => one.type === kind)]).filter(([, rows]) => rows.length);
  return { groups, rows: groups.flatMap(([, rows]) => rows) };
}

function Palette({ pages, onClose }) {
  const [words, setWords] = useState("");
  const [found, setFound] = useState(null); // null: nothing was asked for
  const [at, setAt] = useState(0);
  const list = useRef(null);
  const id = useMemo(() => nextId("palette"), []);
  useEffect(() => {
    const said = words.trim();
    setAt(0);
    if (!said) { setFound(null); return undefined; }
    let live = true;
    const timer = setTimeout(() => api.finding.find_everything({ query: { q: said } }).then(({ data }) => {
      if (!live) return;
      setFound(data);
      announce(tn("palette.found", data.length));
    }, complain), PAUSE);
    return () => { live = false; clearTimeout(timer); };
  }, [words]);
  const asked = words.trim() !== "";
  const { groups, rows } = asked ? grouped([...pagesFor(pages, words), ...(found ?? [])]) : { groups: [["recent", recent.value]], rows: recent.value };
  useEffect(() => { list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }); }, [at]);
  const take = (one) => {
    recent.value = [one, ...recent.value.filter((other) => other.id !== one.id)].slice(0, MOST_RECENT);
    onClose();
    navigate(one.url);
  };
  const key = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && rows.length) setAt((at + step + rows.length) % rows.length);
    else if (event.key === "Enter" && rows[at]) take(rows[at]);
    else return;
    event.preventDefault();
  };
  return html`<${Dialog} title=${t("palette.title")} onClose=${onClose} wide>
    <div class="palette" onKeyDown=${key}>
      <div class="search-form"><${Icon} name="search" />
        <input type="text" data-first autocomplete="off" maxlength="200" role="combobox" aria-expanded="true" aria-controls=${id} aria-autocomplete="list"
          aria-activedescendant=${rows.length ? `${id}-${at}` : undefined} aria-label=${t("palette.label")} placeholder=${t("palette.label")}
          value=${words} onInput=${(event) => setWords(event.target.value)} /></div>
      <div role="listbox" id=${id} ref=${list} aria-label=${t("palette.title")} class="palette-list">
        ${groups.filter(([, some]) => some.length).map(([kind, some]) => html`<div role="group" key=${kind} aria-label=${tp("palette.kind", kind)}>
          <p class="palette-kind" aria-hidden="true">${tp("palette.kind", kind)}</p>
          ${some.map((one) => html`<${Found} key=${one.id} one=${one} id=${`${id}-${rows.indexOf(one)}`} chosen=${rows[at] === one} onTake=${() => take(one)} />`)}
        </div>`)}
      </div>
      ${asked && found !== null && !rows.length && html`<p class="search-none">${t("palette.none", { words })}</p>`}
      ${!asked && !rows.length && html`<p class="field-hint">${t("palette.hint")}</p>`}
    </div>
  <//>`;
}

const Found = ({ one, id, chosen, onTake }) => html`<div role="option" id=${id} aria-selected=${String(chosen)} class="palette-row" onClick=${onTake}>
  <${Icon} name=${ICONS[one.type] ?? "search"} /><span class="palette-name">${one.name}</span>
  ${one.snippet && one.type !== "page" && html`<${Snippet} text=${one.snippet} />`}</div>`;
