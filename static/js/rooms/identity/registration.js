// Who may register, and who waits to be let in.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { ago } from "app/house/format.js";
import { useLive } from "app/house/live.js";
import { useLoaded, usePaged } from "app/house/store.js";
import { Button } from "app/parts/button.js";
import { Copy } from "app/parts/copy.js";
import { Dialog } from "app/parts/dialog.js";
import { Empty } from "app/parts/empty.js";
import { Checks, Choice, Field, Form } from "app/parts/form.js";
import { More } from "app/parts/more.js";
import { Page, Section } from "app/parts/page.js";
import { Await } from "app/parts/skeleton.js";
import { complain, say } from "app/parts/toast.js";

export default function RegistrationPage() {
  const settings = useLoaded(() => api.signup.read_settings(), []);
  const groups = useLoaded(() => api.groups.list_groups({ query: { limit: 100 } }), []);
  return html`<${Page} title=${t("settings.registration")}>
    <${Await} value=${settings.data.value && groups.data.value} error=${settings.error.value ?? groups.error.value} onRetry=${settings.reload}>
      ${({ data }) => html`<${Settings} now=${settings.data.value} groups=${data} />`}<//>
    <${Waiting} />
  <//>`;
}

function Settings({ now, groups }) {
  const [on, setOn] = useState(["open", "waitlist"].filter((name) => now[name]));
  const [chosen, setChosen] = useState(now.default_group_ids);
  const save = async ({ domains, default_role }) => {
    await api.signup.change_settings({}, {
      open: on.includes("open"), waitlist: on.includes("waitlist"), default_role, default_group_ids: chosen,
      domains: domains.split(/[\s,;]+/).filter(Boolean),
    });
    say(t("saved"));
  };
  return html`<${Section} title=${t("registration.title")} text=${t("registration.text")}>
    <${Form} action=${t("save")} onSubmit=${save}>
      <${Checks} legend=${t("registration.who")} name="on" chosen=${on} onChange=${setOn} options=${["open", "waitlist"].map((name) => [name, tp("registration.on", name)])} />
      <${Field} label=${t("registration.domains")} name="domains" value=${now.domains.join(", ")} optional hint=${t("registration.domains_hint")} autocomplete="off" />
      <${Choice} label=${t("person.role")} name="default_role" value=${now.default_role} options=${["viewer", "editor"].map((role) => [role, tp("role", role)])} />
      ${groups.length > 0 && html`<${Checks} legend=${t("settings.groups")} name="groups" chosen=${chosen} onChange=${setChosen} options=${groups.map((one) => [one.id, one.name])} />`}
    <//>
  <//>`;
}

function Waiting() {
  const list = usePaged((query) => api.signup.list_waiting({ query }), []);
  const [link, setLink] = useState(null);
  useLive("wtl_", list.reload);
  const approve = async (one) => {
    const { invite_url } = await api.signup.approve({ user_id: one.id });
    if (invite_url) setLink(new URL(invite_url, location.origin).href);
    say(t("registration.approved", { name: one.name }));
    await list.reload();
  };
  const reject = async (one) => { await api.signup.reject({ user_id: one.id }); await list.reload(); };
  return html`<${Section} title=${t("registration.waiting")}>
    <${Await} value=${list.rows.value} error=${list.error.value} onRetry=${list.reload}>
      ${(rows) => (rows.length ? html`<table class="table"><tbody>${rows.map((one) => html`<tr key=${one.id}>
        <td class="is-main">${one.name}<p class="under">${one.email} · ${ago(one.created_at)}</p></td>
        <td class="is-actions"><${Button} onClick=${() => approve(one).catch(complain)}>${t("registration.approve")}<//>
          <${Button} kind="quiet" onClick=${() => reject(one).catch(complain)}>${t("registration.reject")}<//></td></tr>`)}</tbody></table>`
        : html`<${Empty} small icon="check" title=${t("registration.nobody")} />`)}<//>
    <${More} list=${list} />
    ${link && html`<${Dialog} title=${t("people.link")} onClose=${() => setLink(null)}><${Copy} value=${link} label=${t("people.link")} /><//>`}
  <//>`;
}
