// A modal dialog: the browser's own, which traps the focus and gives it back.
import { html } from "htm/preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { nextId } from "app/house/random.js";
import { Button } from "app/parts/button.js";

export function Dialog({ title, onClose, children, wide }) {
  const element = useRef(null);
  const id = useMemo(() => nextId("dialog"), []);
  useEffect(() => {
    const before = document.activeElement;
    element.current.showModal();
    element.current.querySelector("[data-first], input, select, textarea")?.focus();
    return () => { (before?.isConnected && before !== document.body ? before : document.getElementById("main"))?.focus(); };
  }, []);
  const backdrop = (event) => { if (event.target === element.current) onClose(); };
  return html`<dialog class=${`dialog ${wide ? "is-wide" : ""}`} ref=${element} aria-labelledby=${id}
      onCancel=${(event) => { event.preventDefault(); onClose(); }} onMouseDown=${backdrop}>
    <div class="dialog-box">
      <header class="dialog-head"><h2 id=${id}>${title}</h2>
        <${Button} kind="quiet" icon="close" label=${t("close")} onClick=${onClose} /></header>
      ${children}
    </div>
  </dialog>`;
}
