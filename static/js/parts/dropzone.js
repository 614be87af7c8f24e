// Files by drop or by button. The whole box is a drop target; the button serves keyboards.
import { html } from "htm/preact";
import { useRef, useState } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { Button } from "app/parts/button.js";
import { Icon } from "app/parts/icon.js";

export function Dropzone({ onFiles, hint, compact }) {
  const [over, setOver] = useState(0);
  const input = useRef(null);
  const carries = (event) => event.dataTransfer?.types?.includes("Files");
  const enter = (event) => { if (carries(event)) { event.preventDefault(); setOver((depth) => depth + 1); } };
  const hold = (event) => { if (carries(event)) event.preventDefault(); };
  const leave = () => setOver((depth) => Math.max(0, depth - 1));
  const drop = (event) => {
    event.preventDefault();
    setOver(0);
    if (event.dataTransfer.files.length) onFiles([...event.dataTransfer.files]);
  };
  const pick = (event) => {
    if (event.target.files.length) onFiles([...event.target.files]);
    event.target.value = "";
  };
  return html`<div class=${`dropzone ${over ? "is-over" : ""} ${compact ? "is-compact" : ""}`}
      onDragEnter=${enter} onDragOver=${hold} onDragLeave=${leave} onDrop=${drop}>
    <${Icon} name="upload" size="is-large" />
    <p class="dropzone-text">${over ? t("upload.let_go") : t("upload.drop")}</p>
    <input type="file" multiple hidden ref=${input} onChange=${pick} aria-label=${t("upload.choose")} />
    <${Button} onClick=${() => input.current.click()}>${t("upload.choose")}<//>
    ${hint && html`<p class="dropzone-hint">${hint}</p>`}
  </div>`;
}
