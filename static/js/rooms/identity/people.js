// Who may come in: invite, give a role, suspend, remove.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tn, tp } from "app/house/i18n.js";
import { address, api } from "app/house/api.js";
import { may } from "app/house/can.js";
import { ago, initials, moment } from "app/house/format.js";
import { useLive } from "app/house/live.js";
import { to } from "app/house/place.js";
import { user } from "app/house/session.js";
import { usePaged } from "app/house/store.js";
import { Badge } from "app/parts/badge.js";
import { Button } from "app/parts/button.js";
import { Confirm } from "app/parts/confirm.js";
import { Copy } from "app/parts/copy.js";
import { Dialog } from "app/parts/dialog.js";
import { Menu } from "app/parts/menu.js";
import { More } from "app/parts/more.js";
import { Page } from "app/parts/page.js";
import { Segments } from "app/parts/segments.js";
import { Await } from "app/parts/skeleton.js";
import { complain, say } from "app/parts/toast.js";
import { Import } from "app/rooms/identity/spreadsheet.js";
import { Invitations } from "app/rooms/identity/invited.js";
import { Invite, ROLES } from "app/rooms/identity/invite.js";
import { HandOver, Reach } from "app/rooms/identity/leaving.js";
import { Provisioning } from "app/rooms/identity/provisioning.js";

const SHOWN = ["here", "invited", "removed"];

/** What an administrator does for somebody who lost a way in. */
const HELP = {
  reset: async (one, show) => show({ title: t("people.reset_of", { name: one.name || one.email }), url: (await api.recovery.make_reset_link({ id: one.id })).reset_url }),
  passkeys: async (one) => say(t("people.passkeys_removed", { count: (await api.passkeys.remove_of_user({ id: one.id })).removed })),
};

export default function PeoplePage() {
  const [shown, setShown] = useState("here");
  const people = usePaged((query) => api.users.list_users({ query: { ...query, kind: "person", ...(shown === "removed" && { removed: true }) } }), [shown]);
  const [inviting, setInviting] = useState(false);
  const [importing, setImporting] = useState(false);
  const [provisioning, setProvisioning] = useState(false);
  const [doomed, setDoomed] = useState(null);
  const [link, setLink] = useState(null); // {title, url}
  const [asked, setAsked] = useState(null); // {one, what}
  useLive("usr_", people.reload);
  const change = async (id, patch) => {
    await api.users.change_user({ id }, patch).then(() => say(t("saved")), complain);
    await people.reload();
  };
  const restore = async (id) => {
    await api.users.restore_user({ id }).then(() => say(t("people.restored")), complain);
    await people.reload();
  };
  const remove = async () => {
    await api.users.remove_user({ id: doomed.id });
    say(t("people.removed"));
    await people.reload();
  };
  const erase = async () => {
    await api.users.erase_user({ id: asked.one.id });
    say(t("people.erased"));
    await people.reload();
  };
  const invite = html`<${Button} kind="primary" icon="plus" onClick=${() => setInviting(true)}>${t("people.invite")}<//>`;
  return html`<${Page} title=${t("settings.people")} intro=${people.total.value === null ? "" : tn("people", people.total.value)} actions=${people.rows.value ? html`${invite}<${Menu} label=${t("people.more")} items=${[
      { text: t("people.load"), icon: "upload", onPick: () => setImporting(true) },
      { text: t("scim.title"), icon: "key", onPick: () => setProvisioning(true) },
      { text: t("people.export"), icon: "down", href: to(address("users.export_users")), download: "people.csv" },
    ]} />` : null}>
    <${Segments} label=${t("people.shown")} value=${shown} onPick=${setShown} options=${SHOWN.map((name) => [name, tp("people.shown", name)])} />
    ${shown === "invited" ? html`<${Invitations} onLink=${setLink} />` : html`<${Await} value=${people.rows.value} error=${people.error.value} onRetry=${people.reload}>
      ${(rows) => html`<table class="table">
        <thead><tr><th scope="col">${t("person.name")}</th><th scope="col">${t("person.role")}</th><th scope="col">${t("people.state")}</th>
          <th scope="col">${t("people.seen")}</th><th scope="col"><span class="hidden">${t("actions")}</span></th></tr></thead>
        <tbody>${rows.map((one) => html`<${Row} key=${one.id} one=${one} onChange=${change} onRemove=${() => setDoomed(one)}
          onRestore=${restore} onAsk=${(what) => (HELP[what] ? HELP[what](one, setLink).catch(complain) : setAsked({ one, what }))} />`)}</tbody>
      </table>`}
    <//>
    <${More} list=${people} />`}
    ${link && html`<${Dialog} title=${link.title} onClose=${() => setLink(null)}>
      <p>${t("people.link_text")}</p><${Copy} value=${new URL(link.url, location.origin).href} label=${t("people.link")} /><//>`}
    ${inviting && html`<${Invite} onClose=${() => setInviting(false)} onDone=${people.reload} />`}
    ${importing && html`<${Import} onClose=${() => setImporting(false)} onDone=${people.reload} />`}
    ${provisioning && html`<${Provisioning} onClose=${() => setProvisioning(false)} />`}
    ${asked?.what === "reach" && html`<${Reach} one=${asked.one} onClose=${() => setAsked(null)} />`}
    ${asked?.what === "hand_over" && html`<${HandOver} one=${asked.one} onClose=${() => setAsked(null)} />`}
    ${asked?.what === "erase" && html`<${Confirm} title=${t("people.erase.title", { name: asked.one.name || asked.one.email })} text=${t("people.erase.text")}
      action=${t("people.erase")} onConfirm=${erase} onClose=${() => setAsked(null)} />`}
    ${doomed && html`<${Confirm} title=${t("people.remove.title")} text=${t("people.remove.text", { name: doomed.name || doomed.email })}
      action=${t("delete")} onConfirm=${remove} onClose=${() => setDoomed(null)} />`}
  <//>`;
}

function Row({ one, onChange, onRemove, onRestore, onAsk }) {
  const mine = one.id === user.value.id;
  const name = one.name || one.email;
  const state = one.deleted_at ? "removed" : !one.active ? "suspended" : one.invited ? "invited" : "active";
  return html`<tr>
    <td class="is-main"><span class="person"><span class="avatar" aria-hidden="true">${initials(name)}</span>
      <span>${name}${mine && html` <span class="optional">${t("people.you")}</span>`}${one.name && html`<p class="under">${one.email}</p>`}</span></span></td>
    <td>${may(one, "demote") && !mine ? html`<select class="role" aria-label=${t("people.role_of", { name })} value=${one.role}
        onChange=${(event) => onChange(one.id, { role: event.target.value })}>
        ${ROLES.map((role) => html`<option key=${role} value=${role} selected=${role === one.role}>${tp("role", role)}</option>`)}</select>` : tp("role", one.role)}</td>
    <td><${Badge} tone=${{ active: "good", invited: "warn", suspended: "bad", removed: "bad" }[state]}>${tp("person.state", state)}<//></td>
    <td class="is-soft" title=${moment(one.last_seen_at)}>${one.last_seen_at ? ago(one.last_seen_at) : "–"}</td>
    <td class="is-actions"><${Menu} label=${t("people.menu", { name })} items=${[
      !one.deleted_at && { text: t("people.reach"), icon: "search", onPick: () => onAsk("reach") },
      may(one, "hand_over") && { text: t("people.hand_over"), icon: "file", onPick: () => onAsk("hand_over") },
      !one.deleted_at && !one.invited && !mine && { text: t("people.reset"), icon: "key", onPick: () => onAsk("reset") },
      !one.deleted_at && !one.invited && !mine && { text: t("people.remove_passkeys"), icon: "lock", onPick: () => onAsk("passkeys") },
      may(one, "restore") && { text: t("people.restore"), icon: "retry", onPick: () => onRestore(one.id) },
      may(one, "erase") && { text: t("people.erase"), icon: "trash", danger: true, onPick: () => onAsk("erase") },
      may(one, "suspend") && !mine && (one.active
        ? { text: t("people.suspend"), icon: "lock", onPick: () => onChange(one.id, { active: false }) }
        : { text: t("people.resume"), icon: "check", onPick: () => onChange(one.id, { active: true }) }),
      may(one, "remove") && !mine && { text: t("delete"), icon: "trash", danger: true, onPick: onRemove },
    ]} /></td>
  </tr>`;
}
