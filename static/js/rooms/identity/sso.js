// Single sign-on: the providers whose word lets people in.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { may } from "app/house/can.js";
import { usePaged } from "app/house/store.js";
import { Badge } from "app/parts/badge.js";
import { Button } from "app/parts/button.js";
import { Confirm } from "app/parts/confirm.js";
import { Dialog } from "app/parts/dialog.js";
import { Empty } from "app/parts/empty.js";
import { Menu } from "app/parts/menu.js";
import { More } from "app/parts/more.js";
import { Page } from "app/parts/page.js";
import { Await } from "app/parts/skeleton.js";
import { complain, say } from "app/parts/toast.js";
import { ConnectionForm } from "app/rooms/identity/sso-form.js";
import { MappingForm } from "app/rooms/identity/sso-mapping.js";

export default function SsoPage() {
  const list = usePaged((query) => api.federation.list_connections({ query }), []);
  const [asked, setAsked] = useState(null); // {what, one}
  const close = () => setAsked(null);
  const remove = async () => {
    await api.federation.remove_connection({ id: asked.one.id });
    say(t("sso.removed"));
    await list.reload();
  };
  const test = async (one) => {
    const told = await api.federation.try_connection({ id: one.id }).catch(complain);
    if (told) setAsked({ what: "tested", one, told });
  };
  const make = html`<${Button} kind="primary" icon="plus" onClick=${() => setAsked({ what: "form" })}>${t("sso.new")}<//>`;
  return html`<${Page} title=${t("settings.sso")} intro=${t("sso.intro")} actions=${list.rows.value?.length ? make : null}>
    <${Await} value=${list.rows.value} error=${list.error.value} onRetry=${list.reload}>
      ${(rows) => (rows.length ? html`<table class="table">
        <thead><tr><th scope="col">${t("name")}</th><th scope="col">${t("sso.kind")}</th><th scope="col">${t("people.state")}</th>
          <th scope="col"><span class="hidden">${t("actions")}</span></th></tr></thead>
        <tbody>${rows.map((one) => html`<${Row} key=${one.id} one=${one} onTest=${test} onAsk=${(what) => setAsked({ what, one })} />`)}</tbody>
      </table>` : html`<${Empty} icon="key" title=${t("sso.empty.title")} text=${t("sso.empty.text")}>${make}<//>`)}
    <//>
    <${More} list=${list} />
    ${asked?.what === "form" && html`<${ConnectionForm} one=${asked.one} onClose=${close} onDone=${list.reload} />`}
    ${asked?.what === "mapping" && html`<${MappingForm} one=${asked.one} onClose=${close} onDone=${list.reload} />`}
    ${asked?.what === "tested" && html`<${Tested} one=${asked.one} told=${asked.told} onClose=${close} />`}
    ${asked?.what === "remove" && html`<${Confirm} title=${t("sso.remove.title", { name: asked.one.label })} text=${t("sso.remove.text")}
      action=${t("delete")} onConfirm=${remove} onClose=${close} />`}
  <//>`;
}

function Row({ one, onTest, onAsk }) {
  return html`<tr>
    <td class="is-main">${one.label}</td>
    <td>${tp("sso.kind", one.kind)}</td>
    <td><${Badge} tone=${one.enabled ? "good" : "warn"}>${one.enabled ? t("sso.on") : t("sso.off")}<//>
      ${one.enforced && html` <${Badge}>${t("sso.enforced")}<//>`}</td>
    <td class="is-actions"><${Menu} label=${t("people.menu", { name: one.label })} items=${[
      may(one, "change") && { text: t("sso.edit"), icon: "settings", onPick: () => onAsk("form") },
      may(one, "change") && { text: t("sso.mapping"), icon: "file", onPick: () => onAsk("mapping") },
      may(one, "test") && { text: t("sso.test"), icon: "check", onPick: () => onTest(one) },
      may(one, "remove") && { text: t("delete"), icon: "trash", danger: true, onPick: () => onAsk("remove") },
    ]} /></td>
  </tr>`;
}

const Tested = ({ one, told, onClose }) => html`<${Dialog} title=${t("sso.test_of", { name: one.label })} onClose=${onClose}>
  <table class="table"><tbody>${told.steps.map((step) => html`<tr key=${step.step}>
    <th scope="row">${tp("sso.step", step.step)}</th>
    <td><${Badge} tone=${step.is_well ? "good" : "bad"}>${step.is_well ? t("sso.well") : t("sso.not_well")}<//></td>
    <td class="is-main"><p class="under">${step.detail}</p></td></tr>`)}</tbody></table>
<//>`;
