// One group: its name, the group around it, and who is in it.
import { html } from "htm/preact";
import { t, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { useLoaded } from "app/house/store.js";
import { Button } from "app/parts/button.js";
import { Dialog } from "app/parts/dialog.js";
import { Choice, Field, Form } from "app/parts/form.js";
import { Await } from "app/parts/skeleton.js";
import { complain } from "app/parts/toast.js";

export function GroupForm({ one, groups, onClose, onDone }) {
  const save = async ({ name, description, parent_id }) => {
    const body = { name, description: description || null, parent_id: parent_id || null };
    await (one ? api.groups.change_group({ id: one.id }, body) : api.groups.create_group({}, body));
    onDone();
    onClose();
  };
  const holds = one && groups.some((other) => other.parent_id === one.id);
  const parents = holds ? [] : groups.filter((other) => !other.parent_id && other.id !== one?.id);
  return html`<${Dialog} title=${one ? t("groups.change") : t("groups.new")} onClose=${onClose}>
    <${Managed} one=${one} />
    <${Form} action=${one ? t("save") : t("create")} onSubmit=${save} onCancel=${onClose}>
      <${Field} label=${t("name")} name="name" value=${one?.name} required maxlength="200" autocomplete="off" />
      <${Field} label=${t("description")} name="description" value=${one?.description} optional maxlength="200" autocomplete="off" />
      <${Choice} label=${t("groups.within")} name="parent_id" value=${one?.parent_id ?? ""} hint=${t("groups.within_hint")}
        options=${[["", "–"], ...parents.map((other) => [other.id, other.name])]} />
    <//>
  <//>`;
}

/** A warning: what is changed here by hand is changed back by whoever keeps the group. */
const Managed = ({ one }) => one?.managed_by && html`<p class="notice is-warn">${t("groups.managed_text", { by: tp("groups.managed", one.managed_by) })}</p>`;

export function Members({ one, onClose, onDone }) {
  const group = useLoaded(() => api.groups.read_group({ id: one.id }), [one.id]);
  const people = useLoaded(() => api.users.list_users({ query: { limit: 100, sort: "name" } }), []);
  const change = async (call) => {
    await call.catch(complain);
    await Promise.all([group.reload(), onDone()]);
  };
  const add = ({ user_id }) => change(api.users.add_members({ id: one.id }, { user_ids: [user_id] }));
  const remove = (user_id) => change(api.users.remove_member({ id: one.id, user_id }));
  const named = (found, id) => { const who = found.find((each) => each.id === id); return who ? who.name || who.email : id; };
  return html`<${Dialog} title=${t("groups.members_of", { name: one.name })} onClose=${onClose}>
    <${Await} value=${group.data.value && people.data.value} error=${group.error.value ?? people.error.value} onRetry=${group.reload}>
      ${({ data }) => html`<${Managed} one=${group.data.value} /><table class="table"><tbody>${group.data.value.members.map(({ id }) => html`<tr key=${id}>
          <td class="is-main">${named(data, id)}</td>
          <td class="is-actions"><${Button} kind="quiet" icon="close" label=${t("groups.take_out", { name: named(data, id) })} onClick=${() => remove(id)} /></td>
        </tr>`)}</tbody></table>
        <${Form} action=${t("groups.add")} kind="plain" onSubmit=${add}>
          <${Choice} label=${t("groups.person")} name="user_id" required options=${data.filter((who) => !group.data.value.members.some(({ id }) => id === who.id))
            .map((who) => [who.id, who.name || who.email])} />
        <//>`}
    <//>
    <footer class="dialog-foot"><${Button} kind="primary" onClick=${onClose}>${t("done")}<//></footer>
  <//>`;
}
