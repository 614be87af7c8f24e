// Connected Nextclouds: pairing, what each may do, its key, and the text that its people agree to.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { may } from "app/house/can.js";
import { ago, moment } from "app/house/format.js";
import { useLoaded, usePaged } from "app/house/store.js";
import { Badge } from "app/parts/badge.js";
import { Button } from "app/parts/button.js";
import { Confirm } from "app/parts/confirm.js";
import { Copy } from "app/parts/copy.js";
import { Dialog } from "app/parts/dialog.js";
import { Empty } from "app/parts/empty.js";
import { Field, Form } from "app/parts/form.js";
import { Menu } from "app/parts/menu.js";
import { More } from "app/parts/more.js";
import { Page, Section } from "app/parts/page.js";
import { Await } from "app/parts/skeleton.js";
import { complain, say } from "app/parts/toast.js";

export default function NextcloudPage() {
  return html`<${Page} title=${t("settings.nextcloud")}><${Instances} /><${Consent} /><//>`;
}

function Instances() {
  const list = usePaged((query) => api.connector.list_instances({ query }), []);
  const [asked, setAsked] = useState(null); // {one, what}
  const [shown, setShown] = useState(null); // {title, text, value, address?}
  const pair = async () => {
    const made = await api.connector.open_pairing().catch(complain);
    if (made) setShown({ title: t("nextcloud.pair"), text: t("nextcloud.pair_text"), value: made.secret, address: made.bootstrap_url });
  };
  const rotate = async (at_once) => {
    const made = await api.connector.rotate_key({ id: asked.one.id }, { at_once });
    setShown({ title: t("nextcloud.rotate"), text: t("nextcloud.key_text"), value: made.tenant_key });
    await list.reload();
  };
  const remove = async () => { await api.connector.remove_instance({ id: asked.one.id }); say(t("nextcloud.removed")); await list.reload(); };
  const change = async (one, patch) => { await api.connector.change_instance({ id: one.id }, patch).catch(complain); await list.reload(); };
  return html`<${Section} title=${t("nextcloud.title")} text=${t("nextcloud.text")}>
    <${Await} value=${list.rows.value} error=${list.error.value} onRetry=${list.reload}>
      ${(rows) => (rows.length ? html`<table class="table"><tbody>${rows.map((one) => html`<${Row} key=${one.id} one=${one}
        onAsk=${(what) => setAsked({ one, what })} onChange=${(patch) => change(one, patch)} />`)}</tbody></table>`
        : html`<${Empty} icon="key" title=${t("nextcloud.none")} text=${t("nextcloud.none_text")} />`)}<//>
    <${More} list=${list} />
    <div class="aside-action"><${Button} kind="primary" icon="plus" onClick=${pair}>${t("nextcloud.pair")}<//></div>
    ${shown && html`<${Dialog} title=${shown.title} onClose=${() => setShown(null)}>
      <p class="notice is-warn">${shown.text}</p>
      ${shown.address && html`<p class="field-hint">${t("nextcloud.address")}</p><${Copy} value=${shown.address} label=${t("nextcloud.address")} />
        <p class="field-hint">${t("nextcloud.secret")}</p>`}
      <${Copy} value=${shown.value} label=${t("nextcloud.secret")} /><//>`}
    ${asked?.what === "rotate" && html`<${Confirm} title=${t("nextcloud.rotate")} text=${t("nextcloud.rotate_text")}
      action=${t("nextcloud.rotate")} onConfirm=${() => rotate(false)} onClose=${() => setAsked(null)} />`}
    ${asked?.what === "kill" && html`<${Confirm} title=${t("nextcloud.kill")} text=${t("nextcloud.kill_text")}
      action=${t("nextcloud.kill")} onConfirm=${() => rotate(true)} onClose=${() => setAsked(null)} />`}
    ${asked?.what === "remove" && html`<${Confirm} title=${t("nextcloud.remove")} text=${t("nextcloud.remove_text")}
      action=${t("nextcloud.remove")} onConfirm=${remove} onClose=${() => setAsked(null)} />`}
  <//>`;
}

function Row({ one, onAsk, onChange }) {
  const heard = one.synced_at ? t("nextcloud.heard", { when: ago(one.synced_at), people: one.people }) : t("nextcloud.never", { people: one.people });
  return html`<tr>
    <td class="is-main">${one.name}<p class="under">${one.url}</p></td>
    <td class="is-soft" title=${moment(one.synced_at)}>${heard}</td>
    <td>${one.creates_people && html`<${Badge} tone="quiet">${t("nextcloud.creates")}<//>`}
      ${one.does_second_factor && html`<${Badge} tone="quiet">${t("nextcloud.second_factor")}<//>`}
      ${one.previous_key_until && html`<${Badge} tone="warn">${t("nextcloud.two_keys")}<//>`}</td>
    <td class="is-actions"><${Menu} label=${t("nextcloud.menu", { name: one.name })} items=${[
      may(one, "change") && { text: one.creates_people ? t("nextcloud.creates_off") : t("nextcloud.creates_on"), icon: "check", onPick: () => onChange({ creates_people: !one.creates_people }) },
      may(one, "change") && { text: one.does_second_factor ? t("nextcloud.second_off") : t("nextcloud.second_on"), icon: "check", onPick: () => onChange({ does_second_factor: !one.does_second_factor }) },
      may(one, "rotate") && { text: t("nextcloud.rotate"), icon: "retry", onPick: () => onAsk("rotate") },
      may(one, "rotate") && { text: t("nextcloud.kill"), icon: "retry", danger: true, onPick: () => onAsk("kill") },
      may(one, "remove") && { text: t("nextcloud.remove"), icon: "trash", danger: true, onPick: () => onAsk("remove") },
    ]} /></td></tr>`;
}

function Consent() {
  const text = useLoaded(() => api.consents.read_consent(), []);
  const given = usePaged((query) => api.consents.list_consents({ query }), []);
  const [writing, setWriting] = useState(false);
  const change = async (fields) => {
    await api.consents.change_text({}, { version: fields.version, text: fields.text });
    setWriting(false);
    say(t("consent.changed"));
    await text.reload();
  };
  return html`<${Section} title=${t("consent.title")} text=${t("consent.text")}>
    <${Await} value=${text.data.value} error=${text.error.value} onRetry=${text.reload}>
      ${(found) => html`<p><${Badge} tone="quiet">${t("consent.version", { version: found.version })}<//></p><pre class="notice consent-text">${found.text}</pre>`}<//>
    <div class="aside-action"><${Button} onClick=${() => setWriting(true)}>${t("consent.change")}<//></div>
    <${Await} value=${given.rows.value} error=${given.error.value} onRetry=${given.reload}>
      ${(rows) => rows.length > 0 && html`<table class="table"><tbody>${rows.map((one) => html`<tr key=${one.id}>
        <td class="is-main">${one.user_name}<p class="under mono">${one.text_sha256.slice(0, 16)}</p></td>
        <td>${t("consent.version", { version: one.text_version })}</td>
        <td class="is-soft" title=${moment(one.created_at)}>${ago(one.created_at)}</td>
        <td>${one.withdrawn_at && html`<${Badge} tone="warn">${t("consent.withdrawn")}<//>`}</td></tr>`)}</tbody></table>`}<//>
    <${More} list=${given} />
    ${writing && html`<${Dialog} title=${t("consent.change")} onClose=${() => setWriting(false)}>
      <${Form} action=${t("consent.change")} onSubmit=${change} onCancel=${() => setWriting(false)}>
        <${Field} label=${t("consent.version_name")} name="version" required maxlength="200" autocomplete="off" />
        <${Field} label=${t("consent.words")} name="text" as="textarea" rows="8" required maxlength="20000" /><//><//>`}
  <//>`;
}
