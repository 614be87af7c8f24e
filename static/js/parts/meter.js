// How much of a limit is used.
import { html } from "htm/preact";
import { t } from "app/house/i18n.js";
import { number } from "app/house/format.js";

/** `say` words a value; `high` is the share from which it warns. */
export function Meter({ label, used, limit, say = number, high = 0.8 }) {
  const open = limit === null || limit === undefined;
  const tone = !open && used >= limit ? "is-full" : !open && used >= limit * high ? "is-high" : "";
  return html`<div class=${`meter ${tone}`}>
    <div class="meter-head"><span>${label}</span>
      <span class="meter-value"><b>${say(used)}</b> ${open ? t("meter.unlimited") : t("meter.of", { limit: say(limit) })}</span></div>
    <progress max=${open ? 1 : Math.max(limit, 1)} value=${open ? 0 : Math.min(used, limit)} aria-label=${label}></progress>
  </div>`;
}
