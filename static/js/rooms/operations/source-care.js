// A server or model that administrators choose: choosing it, trying it, taking the choice back.
import { html } from "htm/preact";
import { useRef, useState } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { Button } from "app/parts/button.js";
import { Confirm } from "app/parts/confirm.js";
import { Dialog } from "app/parts/dialog.js";
import { complain, say } from "app/parts/toast.js";

/** `form` is the component that chooses ({found, onDone, onCancel}); `well(tried)` says a good trial in words. */
export function SourceCare({ found, reload, title, removeText, isActive, form: Choosing, test, well, remove }) {
  const [open, setOpen] = useState("");
  const [tried, setTried] = useState(null);
  const close = () => setOpen("");
  const takeBack = async () => {
    await remove();
    say(t("source.removed"));
    await reload();
    close();
  };
  const isOurs = found.said_by !== "environment";
  return html`<p>${isOurs && html`<${Button} onClick=${() => setOpen("choose")}>${title}<//>`}
      ${isActive && html` <${Button} onClick=${() => test({}).then(setTried, complain)}>${t("source.test")}<//>`}
      ${isOurs && found.source && html` <${Button} kind="quiet" onClick=${() => setOpen("remove")}>${t("source.remove")}<//>`}</p>
    <${Tried} tried=${tried} well=${well} />
    ${open === "choose" && html`<${Dialog} title=${title} onClose=${close}>
      <${Choosing} found=${found} onDone=${() => reload().then(close)} onCancel=${close} /><//>`}
    ${open === "remove" && html`<${Confirm} title=${t("source.remove")} text=${removeText} action=${t("source.remove")}
      onConfirm=${takeBack} onClose=${close} />`}`;
}

/** Tries what stands in the form around it, before it is saved. */
export function Trial({ draft, test, well }) {
  const [tried, setTried] = useState(null);
  const place = useRef(null);
  const press = async () => {
    const form = place.current.closest("form");
    if (!form.reportValidity()) return;
    setTried(null);
    await test({ source: draft(Object.fromEntries(new FormData(form))) }).then(setTried, complain);
  };
  return html`<p ref=${place}><${Button} onClick=${press}>${t("source.test")}<//></p><${Tried} tried=${tried} well=${well} />`;
}

function Tried({ tried, well }) {
  return html`<div aria-live="polite">${tried && (tried.is_well
    ? html`<p class="field-hint">${well(tried)}</p>`
    : html`<p class="why" role="alert">${tried.failure}</p>`)}</div>`;
}
