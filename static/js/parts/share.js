// Who reaches a thing and why, and the way to let others in or keep them out. `thing` has an id and a name.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { may } from "app/house/can.js";
import { day } from "app/house/format.js";
import { useLoaded } from "app/house/store.js";
import { Badge } from "app/parts/badge.js";
import { Button } from "app/parts/button.js";
import { Dialog } from "app/parts/dialog.js";
import { Choice, Field, Form } from "app/parts/form.js";
import { Await } from "app/parts/skeleton.js";
import { SubjectPicker } from "app/parts/subject-picker.js";
import { complain, say } from "app/parts/toast.js";

export function Share({ thing, onClose }) {
  const access = useLoaded(() => api.grants.read_access({ resource: thing.id }), [thing.id]);
  return html`<${Dialog} wide title=${t("share.title", { name: thing.name })} onClose=${onClose}>
    <${Await} value=${access.data.value} error=${access.error.value} onRetry=${access.reload} rows=${2}>
      ${(found) => html`<${Entries} access=${found} reload=${access.reload} />
        ${may(found, "give") && html`<${Giving} access=${found} reload=${access.reload} />`}`}
    <//>
    <footer class="dialog-foot"><${Button} onClick=${onClose}>${t("done")}<//></footer>
  <//>`;
}

function Entries({ access, reload }) {
  return html`<table class="table">
    <thead><tr><th scope="col">${t("share.who")}</th><th scope="col">${t("share.level")}</th><th scope="col">${t("share.why")}</th>
      <th scope="col"><span class="hidden">${t("actions")}</span></th></tr></thead>
    <tbody>${access.data.map((entry) => html`<${Entry} key=${entry.grant_id ?? entry.reason + entry.subject_id} entry=${entry} access=${access} reload=${reload} />`)}</tbody>
  </table>`;
}

function Entry({ entry, access, reload }) {
  const name = entry.subject_name ?? tp("share.reason", entry.reason);
  const given = entry.grant_id && may(access, "give");
  const change = async (level) => {
    await api.grants.change_grant({ id: entry.grant_id }, { level }).catch(complain);
    await reload();
  };
  const revoke = async () => {
    await api.grants.revoke_grant({ id: entry.grant_id }).catch(complain);
    await reload();
  };
  const levels = access.levels.includes(entry.level) ? access.levels : [entry.level, ...access.levels];
  return html`<tr>
    <td class="is-main">${name}${entry.subject_kind === "group" && html`<p class="under">${t("share.group")}</p>`}</td>
    <td>${given ? html`<select aria-label=${t("share.level_of", { name })} onChange=${(event) => change(event.target.value)}>
        ${levels.map((level) => html`<option value=${level} selected=${level === entry.level}>${tp("share.level", level)}</option>`)}</select>`
      : tp("share.level", entry.level)}</td>
    <td class="is-soft">${why(entry)}${entry.expires_at && html` <${Badge} tone=${entry.expired ? "bad" : "warn"}>${t("share.until", { day: day(entry.expires_at) })}<//>`}</td>
    <td class="is-actions">${given && html`<${Button} kind="quiet" icon="close" label=${t("share.revoke", { name })} onClick=${revoke} />`}</td>
  </tr>`;
}

function why(entry) {
  if (entry.reason !== "grant") return tp("share.because", entry.reason);
  const by = { name: entry.granted_by_name || entry.granted_by };
  return entry.level === "deny" ? t("share.denied_by", by) : t("share.granted_by", by);
}

function Giving({ access, reload }) {
  const [subject, setSubject] = useState(null);
  const give = async ({ level, until }, form) => {
    const expires_at = until ? new Date(`${until}T23:59:59`).toISOString() : null;
    await api.grants.create_grant({}, { resource_id: access.resource_id, subject_id: subject?.id ?? "", level, expires_at });
    say(t("share.given", { name: subject.name }));
    form.reset();
    setSubject(null);
    await reload();
  };
  return html`<${Form} action=${t("share.give")} onSubmit=${give} class="share-form">
    <${SubjectPicker} onPick=${setSubject} />
    <${Choice} label=${t("share.level")} name="level" value=${access.levels[0]} options=${access.levels.map((level) => [level, tp("share.level", level)])}
      hint=${t("share.deny_hint")} />
    <${Field} label=${t("share.end")} name="until" type="date" optional />
  <//>`;
}
