// A value to take along. Works on plain http too, where the clipboard interface does not exist.
import { html } from "htm/preact";
import { useRef, useState } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { announce } from "app/house/focus.js";
import { Button } from "app/parts/button.js";

export function Copy({ value, label }) {
  const field = useRef(null);
  const [done, setDone] = useState(false);
  const copy = async () => {
    field.current.select();
    const copied = navigator.clipboard ? await navigator.clipboard.writeText(value).then(() => true, () => false) : document.execCommand("copy");
    if (!copied) return;
    setDone(true);
    announce(t("copied"));
    setTimeout(() => setDone(false), 2000);
  };
  return html`<div class="copy">
    <input class="mono" readonly value=${value} ref=${field} aria-label=${label} onFocus=${(event) => event.target.select()} />
    <${Button} icon=${done ? "check" : "copy"} onClick=${copy}>${done ? t("copied") : t("copy")}<//>
  </div>`;
}
