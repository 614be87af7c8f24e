// Invitations that nobody has followed yet: a new link, or taken back.
import { html } from "htm/preact";
import { t, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { ago, day } from "app/house/format.js";
import { usePaged } from "app/house/store.js";
import { Badge } from "app/parts/badge.js";
import { Empty } from "app/parts/empty.js";
import { Menu } from "app/parts/menu.js";
import { More } from "app/parts/more.js";
import { Await } from "app/parts/skeleton.js";
import { complain, say } from "app/parts/toast.js";

export function Invitations({ onLink }) {
  const list = usePaged((query) => api.users.list_invitations({ query }), []);
  const renew = async (one) => {
    const { invite_url } = await api.users.renew_invitation({ id: one.user_id });
    onLink({ title: t("people.invited", { email: one.email }), url: invite_url });
    await list.reload();
  };
  const withdraw = async (one) => {
    await api.users.withdraw_invitation({ id: one.user_id });
    say(t("invited.withdrawn"));
    await list.reload();
  };
  return html`<${Await} value=${list.rows.value} error=${list.error.value} onRetry=${list.reload}>
    ${(rows) => (rows.length ? html`<table class="table"><tbody>${rows.map((one) => html`<tr key=${one.user_id}>
      <td class="is-main">${one.name || one.email}<p class="under">${one.email} · ${tp("role", one.role)} · ${one.invited_by} · ${ago(one.created_at)}</p></td>
      <td><${Badge} tone=${one.state === "open" ? "warn" : "bad"}>${tp("invited.state", one.state, { day: day(one.expires_at) })}<//></td>
      <td class="is-actions"><${Menu} label=${t("people.menu", { name: one.name || one.email })} items=${[
        { text: t("invited.renew"), icon: "retry", onPick: () => renew(one).catch(complain) },
        { text: t("invited.withdraw"), icon: "trash", danger: true, onPick: () => withdraw(one).catch(complain) },
      ]} /></td></tr>`)}</tbody></table>` : html`<${Empty} small icon="check" title=${t("invited.none")} />`)}<//>
    <${More} list=${list} />`;
}
