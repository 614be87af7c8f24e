// Whether the appliance is well: readiness, database, background work.
import { html } from "htm/preact";
import { t, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { ago, bytes, moment, number } from "app/house/format.js";
import { useLive } from "app/house/live.js";
import { isAtLeast } from "app/house/session.js";
import { useLoaded, usePaged } from "app/house/store.js";
import { Badge } from "app/parts/badge.js";
import { Button } from "app/parts/button.js";
import { Empty } from "app/parts/empty.js";
import { More } from "app/parts/more.js";
import { Page, Section } from "app/parts/page.js";
import { Await } from "app/parts/skeleton.js";
import { complain } from "app/parts/toast.js";
import { Meaning } from "app/rooms/operations/meaning.js";
import { RerankSource } from "app/rooms/operations/rerank-source.js";

const TONES = { done: "good", running: "busy", buried: "bad" };

export default function HealthPage() {
  const health = useLoaded(() => api.health.health(), []);
  const ready = useLoaded(readiness, []);
  const administers = isAtLeast("admin");
  const again = html`<${Button} icon="retry" onClick=${() => { health.reload(); ready.reload(); }}>${t("refresh")}<//>`;
  return html`<${Page} title=${t("settings.health")} intro=${t("health.intro")} actions=${again}>
    <div class="licence">
      <${Await} value=${ready.data.value} error=${ready.error.value} onRetry=${ready.reload} rows=${1}>
        ${(found) => html`<div class="licence-head"><p class="licence-tier">${found.ready && !found.reasons.length ? t("health.well") : t("health.unwell")}</p>
            <${Badge} tone=${found.ready ? "good" : "bad"}>${found.ready ? t("health.ready") : t("health.not_ready")}<//></div>
          ${found.reasons.length > 0 && html`<ul class="reasons">${found.reasons.map((reason) => html`<li key=${reason}>${reason}</li>`)}</ul>`}`}
      <//>
      <dl class="facts">${health.data.value && html`<div><dt>${t("health.version")}</dt><dd>${health.data.value.version}</dd></div>`}</dl>
    </div>
    ${administers && html`<${Meaning} /><${RerankSource} /><${Database} /><${Jobs} />`}
  <//>`;
}

/** 503 is an answer here, with its reasons, not a failure of the page. */
async function readiness() {
  const said = (body) => (body?.reasons ?? body?.details?.reasons ?? []).map((one) => one.message ?? one.reason ?? String(one));
  try {
    const found = await api.health.ready();
    return { ready: true, reasons: [...said(found), ...(found.warnings ?? [])] };
  } catch (error) {
    if (error.status !== 503) throw error;
    return { ready: false, reasons: said(error).length ? said(error) : [error.message].filter(Boolean) };
  }
}

const UNITS = [[/bytes$/, bytes], [/(_ms|latency)$/, (value) => `${number(Math.round(value * 100) / 100)} ms`]];

function shown(key, value) {
  if (value === null || value === undefined) return "–";
  if (typeof value === "boolean") return value ? t("yes") : t("no");
  if (typeof value === "number") return (UNITS.find(([name]) => name.test(key))?.[1] ?? number)(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function Database() {
  const database = useLoaded(() => api.health.db(), []);
  return html`<${Section} title=${t("health.database")} text=${t("health.database_text")}>
    <${Await} value=${database.data.value} error=${database.error.value} onRetry=${database.reload}>
      ${(found) => html`<dl class="facts is-list">${Object.entries(found).map(([key, value]) => html`<div key=${key}>
        <dt>${tp("health.fact", key) === key ? key.replaceAll("_", " ") : tp("health.fact", key)}</dt><dd>${shown(key, value)}</dd></div>`)}</dl>`}
    <//><//>`;
}

function Jobs() {
  const jobs = usePaged((query) => api.jobs.list_jobs({ query }), [], 20);
  const retry = (job) => api.jobs.retry_job({ id: job.id }).then(jobs.reload, complain);
  useLive("job_", jobs.reload);
  return html`<section class="documents"><h2 class="list-title">${t("health.jobs")}</h2>
    <${Await} value=${jobs.rows.value} error=${jobs.error.value} onRetry=${jobs.reload}>
      ${(rows) => (rows.length ? html`<table class="table">
        <thead><tr><th scope="col">${t("health.job")}</th><th scope="col">${t("health.lane")}</th><th scope="col">${t("document.state")}</th>
          <th scope="col" class="is-number">${t("health.tries")}</th><th scope="col">${t("health.when")}</th><th></th></tr></thead>
        <tbody>${rows.map((job) => html`<tr key=${job.id}>
          <td class="is-main">${job.name}${job.error && html`<p class="why">${job.error.message ?? job.error}</p>`}</td>
          <td class="is-soft">${job.lane}</td><td><${Badge} tone=${TONES[job.state] ?? "quiet"}>${tp("job", job.state)}<//></td>
          <td class="is-number">${job.attempt}</td>
          <td class="is-soft" title=${moment(job.finished_at ?? job.created_at)}>${ago(job.finished_at ?? job.created_at)}</td>
          <td>${job.state === "buried" && html`<${Button} small icon="retry" onClick=${() => retry(job)}>${t("retry")}<//>`}</td></tr>`)}</tbody>
      </table>` : html`<${Empty} small icon="check" title=${t("health.idle")} text=${t("health.idle_text")} />`)}
    <//><${More} list=${jobs} /></section>`;
}
