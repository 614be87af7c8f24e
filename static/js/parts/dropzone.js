// Files and folders by drop or by button. They may be let go anywhere on the page; the buttons serve keyboards.
import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { Button } from "app/parts/button.js";
import { chosen, dropped } from "app/parts/dropped.js";
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
        dropped(event.dataTransfer).then(latest.current);
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

/** `onFiles` gets [{ file, path }]. */
export function Dropzone({ onFiles, hint, compact }) {
  const over = useDrop(onFiles);
  const input = useRef(null);
  const folder = useRef(null);
  const pick = (event) => {
    const files = chosen(event.target.files);
    event.target.value = "";
    if (files.length) onFiles(files);
  };
  return html`<div class=${`dropzone ${over ? "is-over" : ""} ${compact ? "is-compact" : ""}`}>
    <${Icon} name="upload" size="is-large" />
    <p class="dropzone-text">${over ? t("upload.let_go") : t("upload.drop")}</p>
    <input type="file" multiple hidden ref=${input} onChange=${pick} aria-label=${t("upload.choose")} />
    <input type="file" webkitdirectory multiple hidden ref=${folder} onChange=${pick} aria-label=${t("upload.choose_folder")} />
    <div class="dropzone-buttons">
      <${Button} onClick=${() => input.current.click()}>${t("upload.choose")}<//>
      <${Button} kind="quiet" icon="folder" onClick=${() => folder.current.click()}>${t("upload.choose_folder")}<//>
    </div>
    ${hint && html`<p class="dropzone-hint">${hint}</p>`}
  </div>`;
}
