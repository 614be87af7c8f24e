// One deployment: its version, its key, how a program calls it, how its last runs went.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tn, tp } from "app/house/i18n.js";
import { address, api, etagOf } from "app/house/api.js";
import { may } from "app/house/can.js";
import { ago, moment } from "app/house/format.js";
import { to } from "app/house/place.js";
import { navigate } from "app/house/router.js";
import { useLoaded, usePaged } from "app/house/store.js";
import { Badge } from "app/parts/badge.js";
import { Button } from "app/parts/button.js";
import { Confirm } from "app/parts/confirm.js";
import { Copy } from "app/parts/copy.js";
import { Dialog } from "app/parts/dialog.js";
import { Choice, Field, Form } from "app/parts/form.js";
import { Menu } from "app/parts/menu.js";
import { More } from "app/parts/more.js";
import { Page, Section } from "app/parts/page.js";
import { Await } from "app/parts/skeleton.js";
import { say } from "app/parts/toast.js";
import { AgentChoice, lines } from "app/rooms/publish/agents.js";

const HOME = "/publish?kind=deployments";
const BACK = () => ({ href: to(HOME), text: t("nav.publish") });
const OVERLAP_HOURS = 24;
const TONES = { done: "good", running: "busy", error: "bad", interrupted: "warn", cancelled: "quiet" };

const curl = (id, secret) => `curl ${location.origin}${address("deployments.run", { id })} -H "Authorization: Bearer ${secret}" -H "Content-Type: application/json" -d '{"input": "${t("deployment.question")}"}'`;

export default function DeploymentPage({ params: { id } }) {
  const [made, setMade] = useState(null);
  const shut = () => { const target = made.id; setMade(null); if (id === "new") navigate(`/publish/deployments/${target}`, { replace: true }); };
  return html`${id === "new" ? html`<${NewDeployment} onMade=${setMade} />` : html`<${Existing} id=${id} key=${id} onMade=${setMade} />`}
    ${made && html`<${Made} one=${made} onClose=${shut} />`}`;
}

function NewDeployment({ onMade }) {
  const create = async ({ entity_id: agent, name }) => onMade(await api.deployments.create_deployment({}, { entity_id: agent, name }));
  return html`<${Page} title=${t("deployment.new")} intro=${t("deployment.new_intro")} back=${BACK()}>
    <${Form} class="is-long" action=${t("create")} onSubmit=${create} onCancel=${() => navigate(HOME)}>
      <${Section} title=${t("deployment.what")} text=${t("deployment.what_text")}>
        <${AgentChoice} name="entity_id" />
        <${Field} label=${t("name")} name="name" required maxlength="200" autocomplete="off" placeholder=${t("deployment.name_example")} />
      <//>
    <//><//>`;
}

function Existing({ id, onMade }) {
  const store = useLoaded(() => api.deployments.read_deployment({ id }), [id]);
  return html`<${Await} value=${store.data.value} error=${store.error.value} onRetry=${store.reload}>
    ${(one) => html`<${Deployment} one=${one} reload=${store.reload} onMade=${onMade} />`}<//>`;
}

function Deployment({ one, reload, onMade }) {
  const [asked, setAsked] = useState(null);
  const mine = may(one, "change");
  const publish = async () => {
    await api.deployments.change_deployment({ id: one.id }, { publish: true });
    await reload();
    say(t("deployment.published"));
  };
  const remove = async () => {
    await api.deployments.remove_deployment({ id: one.id });
    say(t("deployment.removed"));
    navigate(HOME);
  };
  const rotate = async () => {
    onMade(await api.deployments.rotate_key({ id: one.id }, { overlap_hours: one.has_key ? OVERLAP_HOURS : 0 }));
    await reload();
  };
  const actions = mine && html`${one.entity_name && html`<${Button} icon="upload" onClick=${publish}>${t("deployment.publish")}<//>`}
    <${Menu} label=${t("publish.menu", { name: one.name })} items=${[
      { text: t("deployment.rotate"), icon: "key", onPick: () => setAsked("rotate") },
      { text: t("delete"), icon: "trash", danger: true, onPick: () => setAsked("remove") }]} />`;
  return html`<${Page} title=${one.name} back=${BACK()} actions=${actions}>
    <${Section} title=${t("deployment.call")} text=${t("deployment.call_text")}>
      <p class="deployment-facts"><${Badge} tone=${one.status === "active" ? "good" : "quiet"}>${one.status === "active" ? t("deployment.on") : t("deployment.off")}<//>
        <span>${one.entity_name ?? t("publish.no_agent")}</span><span>${t("deployment.version_short", { n: one.version })} ${one.version_tag}</span>
        <span>${tn("deployment.used", one.usage_count)}</span>
        ${!one.has_key && html`<${Badge} tone="warn">${t("deployment.no_key")}<//>`}</p>
      <${Copy} value=${curl(one.id, one.display ?? "apl_dep_…")} label=${t("deployment.curl")} />
    <//>
    ${mine && html`<${Runs} id=${one.id} />`}
    ${mine && html`<${Settings} one=${one} key=${one.updated_at} reload=${reload} />`}
    ${asked === "rotate" && html`<${Confirm} title=${t("deployment.rotate")} text=${t("keys.rotate.text")} action=${t("keys.rotate")}
      onConfirm=${rotate} onClose=${() => setAsked(null)} />`}
    ${asked === "remove" && html`<${Confirm} title=${t("deployment.remove.title", { name: one.name })} text=${t("deployment.remove.text")} action=${t("delete")}
      onConfirm=${remove} onClose=${() => setAsked(null)} />`}
  <//>`;
}

function Runs({ id }) {
  const runs = usePaged((query) => api.deployments.list_runs({ id, query }), [id], 10);
  return html`<${Section} title=${t("deployment.runs")} text=${t("deployment.runs_text")}>
    <${Await} value=${runs.rows.value} error=${runs.error.value} onRetry=${runs.reload}>
      ${(rows) => (rows.length ? html`<table class="table"><thead><tr><th scope="col">${t("deployment.input")}</th><th scope="col">${t("deployment.outcome")}</th>
          <th scope="col">${t("deployment.when")}</th></tr></thead>
        <tbody>${rows.map((run) => html`<tr key=${run.id}><td class="is-main">${run.input}<p class="under run-output">${run.error?.message ?? run.output}</p></td>
          <td><${Badge} tone=${TONES[run.state]}>${tp("run", run.state)}<//></td>
          <td class="is-soft" title=${moment(run.created_at)}>${ago(run.created_at)}</td></tr>`)}</tbody></table>`
        : html`<p class="under">${t("deployment.no_runs")}</p>`)}
    <//>
    <${More} list=${runs} /><//>`;
}

function Settings({ one, reload }) {
  const save = async (values) => {
    const draft = { name: values.name, description: values.description, status: values.status, rate_limit: Number(values.rate_limit), allowed_origins: lines(values.allowed_origins) };
    const version = Number(values.version);
    await api.deployments.change_deployment({ id: one.id }, { ...draft, ...(version !== one.version ? { version } : {}) }, { ifMatch: etagOf(one) });
    await reload();
    say(t("saved"));
  };
  const versions = Array.from({ length: one.versions }, (_, at) => [String(at + 1), t("deployment.version_short", { n: at + 1 })]);
  return html`<${Form} class="is-long" action=${t("save")} onSubmit=${save}>
    <${Section} title=${t("deployment.settings")} text=${t("deployment.settings_text")}>
      <${Field} label=${t("name")} name="name" value=${one.name} required maxlength="200" autocomplete="off" />
      <${Field} label=${t("description")} name="description" value=${one.description} maxlength="2000" optional />
      <${Choice} label=${t("deployment.version")} name="version" value=${String(one.version)} options=${versions} />
      <${Choice} label=${t("deployment.status")} name="status" value=${one.status} options=${[["active", t("deployment.on")], ["inactive", t("deployment.off")]]} />
      <${Field} label=${t("bot.rate")} name="rate_limit" type="number" min="1" max="10000" value=${one.rate_limit} required />
      <${Field} label=${t("bot.origins")} name="allowed_origins" as="textarea" rows="2" value=${one.allowed_origins.join("\n")} optional hint=${t("bot.origins_hint")} />
    <//><//>`;
}

function Made({ one, onClose }) {
  return html`<${Dialog} title=${t("keys.made", { name: one.name })} onClose=${onClose}>
    <p class="notice is-warn">${t("keys.once")}</p>
    <${Copy} value=${one.secret} label=${t("keys.secret")} />
    <p class="under">${t("deployment.curl")}</p>
    <${Copy} value=${curl(one.id, one.secret)} label=${t("deployment.curl")} />
    <footer class="dialog-foot"><${Button} kind="primary" onClick=${onClose}>${t("keys.kept")}<//></footer>
  <//>`;
}
