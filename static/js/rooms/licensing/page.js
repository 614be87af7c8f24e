// What is licensed, how much of it is used, and the key that says so.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { day, moment } from "app/house/format.js";
import { may } from "app/house/can.js";
import { isAtLeast } from "app/house/session.js";
import { useLoaded } from "app/house/store.js";
import { Badge } from "app/parts/badge.js";
import { Button } from "app/parts/button.js";
import { Confirm } from "app/parts/confirm.js";
import { Field, Form } from "app/parts/form.js";
import { Meter } from "app/parts/meter.js";
import { Page, Section } from "app/parts/page.js";
import { Await } from "app/parts/skeleton.js";
import { say } from "app/parts/toast.js";
import { Seats } from "app/rooms/licensing/seats.js";
import { Rehearsal } from "app/rooms/licensing/rehearsal.js";

const TONES = { active: "good", community: "quiet", expiring: "warn", grace: "warn", over_limit: "warn" };
const LIMITS = ["users", "agents", "knowledge_bases", "messages", "automations"];

export default function LicencePage() {
  const status = useLoaded(() => api.licensing.status(), []);
  return html`<${Page} title=${t("settings.license")}>
    <${Await} value=${status.data.value} error=${status.error.value} onRetry=${status.reload}>
      ${(found) => html`<${Status} status=${found} reload=${status.reload} />`}<//>
  <//>`;
}

function Status({ status, reload }) {
  const [removing, setRemoving] = useState(false);
  const apply = async ({ license_key }, form) => {
    await api.licensing.apply({}, { license_key: license_key.replace(/\s+/g, "") });
    form.reset();
    await reload();
    say(t("licence.applied"));
  };
  const remove = async () => {
    await api.licensing.remove();
    await reload();
    say(t("licence.removed"));
  };
  return html`
    <div class="licence">
      <div class="licence-head"><p class="licence-tier">${tp("tier", status.tier)}</p>
        <${Badge} tone=${TONES[status.state] ?? "bad"}>${tp("licence.state", status.state)}<//>
        ${status.demo && html`<${Badge} tone="warn">${t("licence.demo")}<//>`}</div>
      <p class="licence-text">${explained(status)}</p>
      <dl class="facts">
        ${fact(t("licence.customer"), status.customer)}
        ${fact(t("licence.expires"), day(status.expires_at))}
        ${fact(t("licence.grace"), status.state === "grace" && day(status.grace_until))}
        ${fact(t("licence.refresh"), status.refresh && moment(status.refresh.next_at))}
        ${fact(t("licence.refresh_problem"), status.refresh?.problem)}
        ${fact(t("licence.source"), status.source && tp("licence.source", status.source))}
      </dl>
    </div>
    <${Section} title=${t("licence.use")} text=${t("licence.use_text")}>
      <div class="meters">${LIMITS.filter((key) => status.usage?.[key] !== undefined && !(key === "automations" && status.limits?.[key] === 0)).map((key) => html`
        <${Meter} key=${key} label=${tp("limit", key)} used=${status.usage[key]} limit=${status.limits?.[key]} />`)}</div>
    <//>
    ${catalogue(status).length > 0 && html`<${Section} title=${t("licence.features")}>
      <ul class="tags">${catalogue(status).map((one) => html`<li key=${one.name} class=${`is-${one.state}`}>${tp("feature", one.name)}
        ${one.state !== "on" && html`<span>${one.state === "lapsed" ? t("licence.lapsed") : tp("tier", one.tier)}</span>`}</li>`)}</ul><//>`}
    ${may(status, "apply") && html`<${Section} title=${t("licence.key")} text=${t("licence.key_text")}>
      <${Form} action=${t("licence.apply")} onSubmit=${apply}>
        <${Field} label=${t("licence.paste")} name="license_key" as="textarea" rows="4" class="mono" required spellcheck=${false} autocomplete="off" />
      <//>
      ${may(status, "remove") && html`<div class="aside-action"><${Button} kind="danger-quiet" onClick=${() => setRemoving(true)}>${t("licence.remove")}<//></div>`}
    <//>`}
    ${isAtLeast("admin") && html`<${Seats} />`}
    ${may(status, "apply") && html`<${Rehearsal} />`}
    ${removing && html`<${Confirm} title=${t("licence.remove.title")} text=${t("licence.remove.text")} action=${t("licence.remove")}
      onConfirm=${remove} onClose=${() => setRemoving(false)} />`}`;
}

/** Every feature there is, on or not; an older server names only those that are on. */
const catalogue = (status) => status.catalogue ?? (status.features ?? []).map((name) => ({ name, state: "on" }));

const explained = (status) => tp("licence.meaning", status.state);

const fact = (name, value) => value && html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`;
