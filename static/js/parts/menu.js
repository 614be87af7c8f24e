// A menu under a button: arrow keys, Escape, and a click elsewhere close it.
import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "app/parts/button.js";
import { Icon } from "app/parts/icon.js";

/** `items`: [{ text, icon, danger, href, onPick }]; false entries are left out, an empty menu is not shown. */
export function Menu({ label, items, icon = "more" }) {
  const [open, setOpen] = useState(false);
  const box = useRef(null);
  const shown = items.filter(Boolean);
  useEffect(() => {
    if (!open) return undefined;
    box.current.querySelector("[role=menuitem]")?.focus();
    const away = (event) => { if (!box.current?.contains(event.target)) setOpen(false); };
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, [open]);
  if (!shown.length) return null;
  const close = () => { setOpen(false); box.current.querySelector("button").focus(); };
  const keys = (event) => {
    const entries = [...box.current.querySelectorAll("[role=menuitem]")];
    const at = entries.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (event.key === "Escape") close();
    else if (event.key === "Tab") setOpen(false);
    else if (to !== undefined) entries.at(to % entries.length)?.focus();
    else return;
    if (event.key !== "Tab") { event.preventDefault(); event.stopPropagation(); }
  };
  const pick = (item) => () => { close(); item.onPick?.(); };
  return html`<div class="menu" ref=${box} onKeyDown=${open ? keys : undefined}>
    <${Button} kind="quiet" icon=${icon} label=${label} aria-haspopup="menu" aria-expanded=${String(open)} onClick=${() => setOpen(!open)} />
    ${open && html`<div class="menu-list" role="menu" aria-label=${label}>
      ${shown.map((item) => html`<${item.href ? "a" : "button"} key=${item.text} type=${item.href ? undefined : "button"} role="menuitem"
        tabindex="-1" href=${item.href} download=${item.download} class=${`menu-item ${item.danger ? "is-danger" : ""}`} onClick=${pick(item)}>
        ${item.icon && html`<${Icon} name=${item.icon} />`}<span>${item.text}</span><//>`)}
    </div>`}
  </div>`;
}
