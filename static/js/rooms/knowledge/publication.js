// A base in the marketplace: publishing and withdrawing one's own, and what a reader of an installed one can do.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { moment } from "app/house/format.js";
import { navigate } from "app/house/router.js";
import { isAtLeast } from "app/house/session.js";
import { Button } from "app/parts/button.js";
import { Confirm } from "app/parts/confirm.js";
import { Dialog } from "app/parts/dialog.js";
import { Choice, Field, Form } from "app/parts/form.js";
import { say } from "app/parts/toast.js";

const AUDIENCES = ["organisation", "public"];

/** Publishing a base, changing how it is listed, withdrawing it. */
export function Publish({ base, onClose, onDone }) {
  const [withdrawing, setWithdrawing] = useState(false);
  const shown = base.publication;
  const save = async ({ audience, summary }) => {
    await api.collections.publish_base({ id: base.id }, { audience, summary });
    await onDone();
    onClose();
    say(t("publication.done"));
  };
  const withdraw = async () => {
    await api.collections.unpublish_base({ id: base.id });
    await onDone();
    onClose();
    say(t("publication.withdrawn"));
  };
  if (withdrawing) {
    return html`<${Confirm} title=${t("publication.withdraw.title", { name: base.name })} text=${t("publication.withdraw.text")}
      action=${t("publication.withdraw")} onConfirm=${withdraw} onClose=${() => setWithdrawing(false)} />`;
  }
  const audiences = AUDIENCES.filter((one) => one === "organisation" || isAtLeast("admin") || shown?.audience === one);
  return html`<${Dialog} title=${t("publication.title")} onClose=${onClose}>
    <p>${shown ? t("publication.since", { when: moment(shown.published_at) }) : t("publication.text")}</p>
    <${Form} action=${shown ? t("save") : t("publication.action")} onSubmit=${save} onCancel=${onClose}>
      <${Choice} label=${t("publication.audience")} name="audience" value=${shown?.audience ?? "organisation"} hint=${t("publication.audience_hint")}
        options=${audiences.map((one) => [one, tp("publication.audience", one)])} />
      <${Field} label=${t("publication.summary")} name="summary" as="textarea" rows="3" maxlength="2000" value=${shown?.summary ?? base.description} hint=${t("publication.summary_hint")} />
    <//>
    ${shown && html`<div><${Button} kind="danger" onClick=${() => setWithdrawing(true)}>${t("publication.withdraw")}<//></div>`}
  <//>`;
}

/** A base of one's own from one that was installed. */
export function Fork({ base, onClose }) {
  const fork = async ({ name }) => {
    const made = await api.collections.fork_base({ id: base.id }, { name });
    say(t("market.forked"));
    onClose();
    navigate(`/knowledge/${made.id}`);
  };
  return html`<${Dialog} title=${t("market.fork_title", { name: base.name })} onClose=${onClose}>
    <p>${t("market.fork_text")}</p>
    <${Form} action=${t("market.fork")} onSubmit=${fork} onCancel=${onClose}>
      <${Field} label=${t("market.fork_name")} name="name" value=${base.name} required maxlength="200" /><//>
  <//>`;
}

/** What somebody who installed a base is told above its documents. */
export function InstalledNotice({ base }) {
  const [forking, setForking] = useState(false);
  const uninstall = async () => {
    await api.collections.uninstall_base({ id: base.id });
    say(t("market.uninstalled"));
    navigate("/knowledge/marketplace");
  };
  return html`<div class="notice"><p>${t("market.notice")}</p>
    <div class="notice-actions">${isAtLeast("editor") && html`<${Button} onClick=${() => setForking(true)}>${t("market.fork")}<//>`}
      <${Button} kind="quiet" onClick=${uninstall}>${t("market.uninstall")}<//></div>
    ${forking && html`<${Fork} base=${base} onClose=${() => setForking(false)} />`}</div>`;
}
