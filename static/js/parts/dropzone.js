// Files by drop or by button. They may be let go anywhere on the page; the button serves keyboards.
import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { Button } from "app/parts/button.js";
import { Icon } from "app/parts/icon.js";

/** Takes files dropped anywhere; answers how deep a dragged file is over the page, 0 when there is none. */
function useDrop(onFiles) {
  const [over, setOver] = useState(0);
  const latest = useRef(onFiles);
  latest.current = onFiles;
  useEffect(() => {
    const carries = (event) => event.dataTransfer?.types?.includes("Files");
    const listeners = {
      dragenter: () => setOver((depth) => depth + 1),
      dragover: () => {},
      dragleave: () => setOver((depth) => Math.max(0, depth - 1)),
      drop: (event) => {
        setOver(0);
        latest.current([...event.dataTransfer.files]);
      },
    };
    const hear = (event) => {
      if (!carries(event)) return;
      event.preventDefault();
      listeners[event.type](event);
    };
    for (const name of Object.keys(listeners)) document.addEventListener(name, hear);
    return () => { for (const name of Object.keys(listeners)) document.removeEventListener(name, hear); };
  }, []);
  return over;
}

export function Dropzone({ onFiles, hint, compact }) {
  const over = useDrop(onFiles);
  const input = useRef(null);
  const pick = (event) => {
    if (event.target.files.length) onFiles([...event.target.files]);
    event.target.value = "";
  };
  return html`<div class=${`dropzone ${over ? "is-over" : ""} ${compact ? "is-compact" : ""}`}>
    <${Icon} name="upload" size="is-large" />
    <p class="dropzone-text">${over ? t("upload.let_go") : t("upload.drop")}</p>
    <input type="file" multiple hidden ref=${input} onChange=${pick} aria-label=${t("upload.choose")} />
    <${Button} onClick=${() => input.current.click()}>${t("upload.choose")}<//>
    ${hint && html`<p class="dropzone-hint">${hint}</p>`}
  </div>`;
}
