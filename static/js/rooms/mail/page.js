// The mail server and the outbox: what was sent, what waits, and why something did not go.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { ago } from "app/house/format.js";
import { useLive } from "app/house/live.js";
import { user } from "app/house/session.js";
import { useLoaded, usePaged } from "app/house/store.js";
import { Badge } from "app/parts/badge.js";
import { Dialog } from "app/parts/dialog.js";
import { Empty } from "app/parts/empty.js";
import { Field, Form } from "app/parts/form.js";
import { Menu } from "app/parts/menu.js";
import { More } from "app/parts/more.js";
import { Page, Section } from "app/parts/page.js";
import { Await } from "app/parts/skeleton.js";
import { complain, say } from "app/parts/toast.js";

const TONES = { sent: "good", waiting: "warn", held: "quiet", failed: "bad" };

export default function MailPage() {
  const settings = useLoaded(() => api.mail.mail_settings(), []);
  const letters = usePaged((query) => api.mail.list_letters({ query }), []);
  const [shown, setShown] = useState(null);
  useLive("mal_", letters.reload);
  const test = async ({ recipient }) => { await api.mail.send_test({}, { recipient }); say(t("mail.written")); await letters.reload(); };
  const retry = async (id) => { await api.mail.retry_letter({ id }); await letters.reload(); };
  const read = async (id) => setShown(await api.mail.read_letter({ id }));
  return html`<${Page} title=${t("settings.mail")}>
    <${Section} title=${t("mail.server")} text=${t("mail.server_text")}>
      <${Await} value=${settings.data.value} error=${settings.error.value} onRetry=${settings.reload} rows=${1}>
        ${(found) => (found.configured ? html`<p>${found.server}${found.sender && html` · ${found.sender}`}</p>
          <${Form} action=${t("mail.test")} kind="plain" onSubmit=${test}>
            <${Field} label=${t("mail.recipient")} name="recipient" type="email" value=${user.value.email} required maxlength="254" /><//>`
          : html`<p class="notice">${t("mail.none")}</p>`)}<//>
    <//>
    <${Section} title=${t("mail.outbox")} text=${t("mail.outbox_text")}>
      <${Await} value=${letters.rows.value} error=${letters.error.value} onRetry=${letters.reload}>
        ${(rows) => (rows.length ? html`<table class="table"><tbody>${rows.map((one) => html`<tr key=${one.id}>
          <td class="is-main">${one.subject}<p class="under">${one.recipient} · ${ago(one.created_at)}${one.error && ` · ${one.error}`}</p></td>
          <td><${Badge} tone=${TONES[one.state]}>${tp("mail.state", one.state)}<//></td>
          <td class="is-actions"><${Menu} label=${t("people.menu", { name: one.subject })} items=${[
            one.state !== "sent" && { text: t("mail.read"), icon: "file", onPick: () => read(one.id).catch(complain) },
            settings.data.value?.configured && ["held", "failed"].includes(one.state) && { text: t("mail.retry"), icon: "retry", onPick: () => retry(one.id).catch(complain) },
          ]} /></td></tr>`)}</tbody></table>` : html`<${Empty} small icon="send" title=${t("mail.empty")} />`)}<//>
      <${More} list=${letters} />
    <//>
    ${shown && html`<${Dialog} wide title=${shown.subject} onClose=${() => setShown(null)}><pre class="mono">${shown.text}</pre><//>`}
  <//>`;
}
