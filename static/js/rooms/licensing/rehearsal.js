// What a day, or another number of seats, would do to the licence.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { Field, Form } from "app/parts/form.js";
import { Section } from "app/parts/page.js";

export function Rehearsal() {
  const [told, setTold] = useState(null);
  const ask = async ({ at, seats }) => setTold(await api.licensing.rehearse({ query: { at, seats } }));
  const lost = (told?.features ?? []).filter((one) => one.now !== one.then);
  const beyond = (told?.people ?? []).filter((one) => one.beyond);
  return html`<${Section} title=${t("rehearsal.title")} text=${t("rehearsal.text")}>
    <${Form} action=${t("rehearsal.action")} kind="plain" onSubmit=${ask}>
      <${Field} label=${t("rehearsal.day")} name="at" type="date" optional />
      <${Field} label=${t("rehearsal.seats")} name="seats" type="number" min="0" optional />
    <//>
    ${told && html`<div class="notice" role="status"><p>${tp("tier", told.tier)} · ${tp("licence.state", told.state)}</p>
      <ul>${lost.map((one) => html`<li key=${one.name}>${tp("feature", one.name)}: ${one.then === "on" ? t("rehearsal.on") : t("rehearsal.off")}</li>`)}
        ${beyond.map((one) => html`<li key=${one.id}>${one.name || one.email}: ${t("rehearsal.beyond")}</li>`)}
        ${!lost.length && !beyond.length && html`<li>${t("rehearsal.nothing")}</li>`}</ul></div>`}
  <//>`;
}
