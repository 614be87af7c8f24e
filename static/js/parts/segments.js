// One of a few, all visible: radio buttons drawn as one bar.
import { html } from "htm/preact";
import { useMemo } from "preact/hooks";
import { nextId } from "app/house/random.js";

export function Segments({ label, value, options, onPick }) {
  const name = useMemo(() => nextId("segments"), []);
  return html`<fieldset class="segments"><legend>${label}</legend>
    <div class="segments-bar">${options.map(([key, text]) => html`<label key=${key}>
      <input type="radio" name=${name} value=${key} checked=${key === value} onChange=${() => onPick(key)} /><span>${text}</span></label>`)}</div>
  </fieldset>`;
}
