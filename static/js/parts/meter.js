// How much of a limit is used.
import { html } from "htm/preact";
import { t } from "app/house/i18n.js";
import { number } from "app/house/format.js";

export function Meter({ label, used, limit }) {
  const open = limit === null || limit === undefined;
  const tone = !open && used >= limit ? "is-full" : !open && used >= limit * 0.8 ? "is-high" : "";
  return html`<div class=${`meter ${tone}`}>
    <div class="meter-head"><span>${label}</span>
      <span class="meter-value"><b>${number(used)}</b> ${open ? t("meter.unlimited") : t("meter.of", { limit: number(limit) })}</span></div>
    <progress max=${open ? 1 : Math.max(limit, 1)} value=${open ? 0 : Math.min(used, limit)} aria-label=${label}></progress>
  </div>`;
}
