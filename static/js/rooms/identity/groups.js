// Groups: what is shared with one reaches its members, and the members of the groups in it.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tn, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { may } from "app/house/can.js";
import { useLive } from "app/house/live.js";
import { usePaged } from "app/house/store.js";
import { Badge } from "app/parts/badge.js";
import { Button } from "app/parts/button.js";
import { Confirm } from "app/parts/confirm.js";
import { Empty } from "app/parts/empty.js";
import { Menu } from "app/parts/menu.js";
import { More } from "app/parts/more.js";
import { Page } from "app/parts/page.js";
import { Await } from "app/parts/skeleton.js";
import { say } from "app/parts/toast.js";
import { GroupForm, Members } from "app/rooms/identity/group.js";

export default function GroupsPage() {
  const groups = usePaged((query) => api.groups.list_groups({ query }), [], 100);
  const [asked, setAsked] = useState(null); // {one, what}
  useLive("grp_", groups.reload);
  const close = () => setAsked(null);
  const remove = async () => {
    await api.groups.remove_group({ id: asked.one.id });
    say(t("groups.removed"));
    await groups.reload();
  };
  const make = html`<${Button} kind="primary" icon="plus" onClick=${() => setAsked({ what: "form" })}>${t("groups.new")}<//>`;
  const named = (id) => groups.rows.value.find((one) => one.id === id)?.name;
  return html`<${Page} title=${t("settings.groups")} intro=${t("groups.intro")} actions=${groups.rows.value?.length ? make : null}>
    <${Await} value=${groups.rows.value} error=${groups.error.value} onRetry=${groups.reload}>
      ${(rows) => (rows.length ? html`<table class="table">
        <thead><tr><th scope="col">${t("name")}</th><th scope="col">${t("groups.members")}</th><th scope="col">${t("groups.within")}</th>
          <th scope="col"><span class="hidden">${t("actions")}</span></th></tr></thead>
        <tbody>${rows.map((one) => html`<tr key=${one.id}>
          <td class="is-main">${one.name}${one.managed_by && html` <${Badge} tone="quiet">${tp("groups.managed", one.managed_by)}<//>`}${one.description && html`<p class="under">${one.description}</p>`}</td>
          <td>${tn("people", one.member_count)}</td>
          <td class="is-soft">${named(one.parent_id) ?? "–"}</td>
          <td class="is-actions"><${Menu} label=${t("people.menu", { name: one.name })} items=${[
            may(one, "members") && { text: t("groups.members"), icon: "check", onPick: () => setAsked({ one, what: "members" }) },
            may(one, "change") && { text: t("groups.change"), icon: "edit", onPick: () => setAsked({ one, what: "form" }) },
            may(one, "remove") && { text: t("delete"), icon: "trash", danger: true, onPick: () => setAsked({ one, what: "remove" }) },
          ]} /></td></tr>`)}</tbody>
      </table>` : html`<${Empty} icon="lock" title=${t("groups.empty.title")} text=${t("groups.empty.text")}>${make}<//>`)}
    <//>
    <${More} list=${groups} />
    ${asked?.what === "form" && html`<${GroupForm} one=${asked.one} groups=${groups.rows.value} onClose=${close} onDone=${groups.reload} />`}
    ${asked?.what === "members" && html`<${Members} one=${asked.one} onClose=${close} onDone=${groups.reload} />`}
    ${asked?.what === "remove" && html`<${Confirm} title=${t("groups.remove.title", { name: asked.one.name })} text=${t("groups.remove.text")}
      action=${t("delete")} onConfirm=${remove} onClose=${close} />`}
  <//>`;
}
