// The names behind the number of seats.
import { html } from "htm/preact";
import { t } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { useLoaded } from "app/house/store.js";
import { Badge } from "app/parts/badge.js";
import { Section } from "app/parts/page.js";
import { Await } from "app/parts/skeleton.js";

export function Seats() {
  const seats = useLoaded(() => api.licensing.seats(), []);
  return html`<${Section} title=${t("seats.title")} text=${t("seats.text")}>
    <${Await} value=${seats.data.value} error=${seats.error.value} onRetry=${seats.reload}>
      ${({ people }) => html`<table class="table"><tbody>${people.map((one) => html`<tr key=${one.id}>
        <td class="is-main">${one.name || one.email}<p class="under">${one.email}</p></td>
        <td>${one.beyond && html`<${Badge} tone="warn">${t("seats.beyond")}<//>`}</td></tr>`)}</tbody></table>`}<//>
  <//>`;
}
