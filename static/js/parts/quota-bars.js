// What somebody or something keeps and may keep, as two bars.
import { html } from "htm/preact";
import { t, tp } from "app/house/i18n.js";
import { bytes } from "app/house/format.js";
import { Meter } from "app/parts/meter.js";

const HIGH = 0.9;

export const hasLimit = (one) => one.documents.limit !== null || one.size_bytes.limit !== null;

const full = ({ used, limit }) => limit !== null && used >= limit;

/** `brief`: only what is limited. */
export function QuotaBars({ one, brief }) {
  const { documents, size_bytes: size } = one;
  const word = full(documents) || full(size) ? "full" : documents.near || size.near ? "near" : null;
  return html`<div class="meters">
    ${(!brief || documents.limit !== null) && html`<${Meter} label=${t("quota.documents")} used=${documents.used} limit=${documents.limit} high=${HIGH} />`}
    ${(!brief || size.limit !== null) && html`<${Meter} label=${t("quota.size")} used=${size.used} limit=${size.limit} say=${bytes} high=${HIGH} />`}
    ${word && html`<p class="field-hint" role="status">${tp("quota.state", word)}</p>`}
  </div>`;
}
