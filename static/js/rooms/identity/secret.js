// A secret, seen once: when it is made.
import { html } from "htm/preact";
import { t } from "app/house/i18n.js";
import { Button } from "app/parts/button.js";
import { Copy } from "app/parts/copy.js";
import { Dialog } from "app/parts/dialog.js";

export function Secret({ made, onClose }) {
  return html`<${Dialog} title=${t("keys.made", { name: made.name })} onClose=${onClose}>
    <p class="notice is-warn">${t("keys.once")}</p>
    <${Copy} value=${made.secret} label=${t("keys.secret")} />
    <footer class="dialog-foot"><${Button} kind="primary" onClick=${onClose}>${t("keys.kept")}<//></footer>
  <//>`;
}
