// What somebody or something keeps and may keep, as two bars.
import { html } from "htm/preact";
import { t } from "app/house/i18n.js";
import { bytes } from "app/house/format.js";
import { Meter } from "app/parts/meter.js";

const HIGH = 0.9;

export const hasLimit = (one) => one.documents.limit !== null || one.size_bytes.limit !== null;

export function QuotaBars({ one }) {
  const near = one.documents.near || one.size_bytes.near;
  return html`<div class="meters">
    <${Meter} label=${t("quota.documents")} used=${one.documents.used} limit=${one.documents.limit} high=${HIGH} />
    <${Meter} label=${t("quota.size")} used=${one.size_bytes.used} limit=${one.size_bytes.limit} say=${bytes} high=${HIGH} />
    ${near && html`<p class="field-hint" role="status">${t("quota.near")}</p>`}
  </div>`;
}
