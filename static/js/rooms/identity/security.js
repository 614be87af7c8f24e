// What keeps my account mine: a second factor, and where I am signed in.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { ago } from "app/house/format.js";
import { refresh, user } from "app/house/session.js";
import { usePaged } from "app/house/store.js";
import { Badge } from "app/parts/badge.js";
import { Button } from "app/parts/button.js";
import { Copy } from "app/parts/copy.js";
import { Dialog } from "app/parts/dialog.js";
import { Field, Form } from "app/parts/form.js";
import { Section } from "app/parts/page.js";
import { QrCode } from "app/parts/qr.js";
import { Await } from "app/parts/skeleton.js";
import { complain, say } from "app/parts/toast.js";

export function SecondFactor() {
  const [started, setStarted] = useState(null);
  const [codes, setCodes] = useState(null);
  const has = user.value.second_factor;
  const start = async () => setStarted(await api.factors.enrol({}, {}));
  const remove = async () => { await api.factors.remove(); await refresh(); say(t("factor.removed")); };
  const add = async ({ code }) => {
    const made = await api.factors.enrol({}, { code });
    setStarted(null);
    setCodes(made.recovery_codes);
    await refresh();
  };
  return html`<${Section} title=${t("factor.title")} text=${t("factor.text")}>
    ${has ? html`<${Badge} tone="good">${t("factor.on")}<//> <${Button} kind="danger-quiet" onClick=${() => remove().catch(complain)}>${t("factor.remove")}<//>`
      : html`<${Button} onClick=${() => start().catch(complain)}>${t("factor.add")}<//>`}
    ${started && html`<${Dialog} title=${t("factor.add")} onClose=${() => setStarted(null)}>
      <p>${t("factor.scan")}</p>
      <${QrCode} text=${started.uri} label=${t("factor.scan")} />
      <${Copy} value=${started.secret} label=${t("factor.secret")} />
      <${Form} action=${t("factor.add")} onSubmit=${add} onCancel=${() => setStarted(null)}>
        <${Field} label=${t("signin.code")} name="code" inputmode="numeric" autocomplete="one-time-code" required maxlength="10" /><//><//>`}
    ${codes && html`<${Dialog} title=${t("factor.codes")} onClose=${() => setCodes(null)}>
      <p class="notice is-warn">${t("factor.codes_text")}</p>
      <pre class="mono">${codes.join("\n")}</pre>
      <footer class="dialog-foot"><${Button} kind="primary" onClick=${() => setCodes(null)}>${t("keys.kept")}<//></footer><//>`}
  <//>`;
}

export function Sessions() {
  const sessions = usePaged((query) => api.sessions.list_sessions({ query }), []);
  const end = async (id) => { await api.sessions.end_session({ id }).catch(complain); await sessions.reload(); };
  const endOthers = async () => { await api.sessions.end_others().catch(complain); await sessions.reload(); };
  return html`<${Section} title=${t("sessions.title")} text=${t("sessions.text")}>
    <${Await} value=${sessions.rows.value} error=${sessions.error.value} onRetry=${sessions.reload}>
      ${(rows) => html`<table class="table"><tbody>${rows.map((one) => html`<tr key=${one.id}>
        <td class="is-main">${one.device || t("sessions.unknown")}<p class="under">${one.address} · ${ago(one.last_seen_at)}</p></td>
        <td class="is-actions">${one.current ? html`<${Badge} tone="good">${t("sessions.this")}<//>`
          : html`<${Button} kind="quiet" onClick=${() => end(one.id)}>${t("sessions.end")}<//>`}</td></tr>`)}</tbody></table>`}
    <//>
    <${Button} onClick=${endOthers}>${t("sessions.end_others")}<//>
  <//>`;
}
