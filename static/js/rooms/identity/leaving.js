// Before somebody leaves: what they can reach and why, and who gets what they own.
import { html } from "htm/preact";
import { t, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { useLoaded } from "app/house/store.js";
import { Button } from "app/parts/button.js";
import { Dialog } from "app/parts/dialog.js";
import { Empty } from "app/parts/empty.js";
import { Choice, Form } from "app/parts/form.js";
import { Await } from "app/parts/skeleton.js";
import { say } from "app/parts/toast.js";

export function Reach({ one, onClose }) {
  const reach = useLoaded(() => api.users.reach({ id: one.id }), [one.id]);
  return html`<${Dialog} wide title=${t("people.reach_of", { name: one.name || one.email })} onClose=${onClose}>
    <${Await} value=${reach.data.value} error=${reach.error.value} onRetry=${reach.reload}>
      ${({ data }) => (data.length ? html`<table class="table">
        <thead><tr><th scope="col">${t("name")}</th><th scope="col">${t("reach.may")}</th><th scope="col">${t("reach.why")}</th></tr></thead>
        <tbody>${data.map((found) => html`<tr key=${found.id}>
          <td class="is-main">${found.name || t("reach.private")}<p class="under">${tp("reach.type", found.type)}</p></td>
          <td>${tp("reach.access", found.access)}</td>
          <td class="is-soft">${found.reasons.map(reason).join(", ")}</td>
        </tr>`)}</tbody>
      </table>` : html`<${Empty} small icon="lock" title=${t("reach.nothing")} />`)}
    <//>
    <footer class="dialog-foot"><${Button} kind="primary" onClick=${onClose}>${t("done")}<//></footer>
  <//>`;
}

function reason(why) {
  if (why.reason !== "grant" && why.reason !== "deny") return why.group_name ?? tp("reach.reason", why.reason);
  const through = why.group_name ? "_through" : "";
  return t(`reach.reason.${why.reason}${through}`, { name: why.granted_by_name || why.granted_by, group: why.group_name });
}

export function HandOver({ one, onClose }) {
  const heirs = useLoaded(() => api.users.list_users({ query: { kind: "person", active: true, role__ne: "viewer", limit: 100, sort: "name" } }), []);
  const give = async ({ to }) => {
    const { moved } = await api.users.hand_over({ id: one.id }, { to });
    say(t("people.handed_over", { count: Object.values(moved).reduce((sum, count) => sum + count, 0) }));
    onClose();
  };
  return html`<${Dialog} title=${t("people.hand_over_of", { name: one.name || one.email })} onClose=${onClose}>
    <p>${t("people.hand_over_text")}</p>
    <${Await} value=${heirs.data.value} error=${heirs.error.value} onRetry=${heirs.reload} rows=${1}>
      ${({ data }) => html`<${Form} action=${t("people.hand_over")} onSubmit=${give} onCancel=${onClose}>
        <${Choice} label=${t("people.heir")} name="to" required options=${data.filter((heir) => heir.id !== one.id).map((heir) => [heir.id, heir.name || heir.email])} />
      <//>`}
    <//>
  <//>`;
}
