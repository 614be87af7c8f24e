// Asks before something that cannot be undone; says what will be lost.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { sentence } from "app/house/problem.js";
import { Button } from "app/parts/button.js";
import { Dialog } from "app/parts/dialog.js";

export function Confirm({ title, text, action, onConfirm, onClose }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState(null);
  const confirm = async () => {
    setBusy(true);
    try {
      await onConfirm();
      onClose();
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };
  return html`<${Dialog} title=${title} onClose=${onClose}>
    <p>${text}</p>
    ${error && html`<p class="form-error" role="alert">${sentence(error)}</p>`}
    <footer class="dialog-foot">
      <${Button} onClick=${onClose} data-first>${t("cancel")}<//>
      <${Button} kind="danger" busy=${busy} onClick=${confirm}>${action}<//>
    </footer>
  <//>`;
}
