// Several of many, behind one small button.
import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Checks } from "app/parts/form.js";
import { Icon } from "app/parts/icon.js";

export function Picker({ icon, text, legend, options, chosen, onChange }) {
  const [open, setOpen] = useState(false);
  const box = useRef(null);
  useEffect(() => {
    if (!open) return undefined;
    box.current.querySelector("input")?.focus();
    const away = (event) => { if (!box.current?.contains(event.target)) setOpen(false); };
    document.addEventListener("pointerdown", away);
    return () => document.removeEventListener("pointerdown", away);
  }, [open]);
  const key = (event) => {
    if (event.key !== "Escape" || !open) return;
    event.preventDefault();
    event.stopPropagation();
    setOpen(false);
    box.current.querySelector("button").focus();
  };
  return html`<div class="picker" ref=${box} onKeyDown=${key}>
    <button type="button" class="chooser" aria-expanded=${String(open)} aria-label=${`${legend}: ${text}`} onClick=${() => setOpen(!open)}>
      <${Icon} name=${icon} /><span>${text}</span><${Icon} name="chevron" size="is-small" /></button>
    ${open && html`<div class="picker-list"><${Checks} legend=${legend} name="picked" options=${options} chosen=${chosen} onChange=${onChange} /></div>`}
  </div>`;
}
