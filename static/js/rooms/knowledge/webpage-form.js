// What is to be read of the web, how far, and how often.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tp } from "app/house/i18n.js";
import { Choice, Field, Form } from "app/parts/form.js";

const KINDS = ["page", "site", "sitemap"];
const SCHEDULES = ["never", "hourly", "daily", "weekly"];

const lines = (text) => (text ?? "").split(/\s+/).filter(Boolean);
const bounds = (values) => ({
  ...(values.depth !== undefined && { depth: Number(values.depth) }),
  ...(values.page_limit !== undefined && { page_limit: Number(values.page_limit) }),
  ...(values.include !== undefined && { include: lines(values.include), exclude: lines(values.exclude) }),
});

function Bounds({ kind, webpage = {} }) {
  if (kind === "page") return null;
  return html`${kind === "site" && html`<${Field} label=${t("web.depth")} name="depth" type="number" min="0" max="10" value=${webpage.depth ?? 2} required hint=${t("web.depth_hint")} />`}
    <${Field} label=${t("web.page_limit")} name="page_limit" type="number" min="1" max="2000" value=${webpage.page_limit ?? 100} required />
    <${Field} label=${t("web.include")} name="include" as="textarea" rows="2" value=${(webpage.include ?? []).join("\n")} optional placeholder="/docs/" hint=${t("web.include_hint")} />
    <${Field} label=${t("web.exclude")} name="exclude" as="textarea" rows="2" value=${(webpage.exclude ?? []).join("\n")} optional placeholder="/docs/old/" />`;
}

const When = ({ value = "never" }) => html`<${Choice} label=${t("web.schedule")} name="schedule" value=${value}
  options=${SCHEDULES.map((key) => [key, tp("web.every", key)])} />`;

export function WebpageForm({ onSave, onCancel }) {
  const [kind, setKind] = useState("page");
  const save = ({ url, schedule, ...values }) => onSave({ url, kind, schedule, ...bounds(values) });
  return html`<${Form} action=${t("web.add")} onSubmit=${save} onCancel=${onCancel}>
    <${Field} label=${t("web.address")} name="url" type="url" required maxlength="2000" autocomplete="off" placeholder="https://" hint=${t("web.address_hint")} />
    <${Choice} label=${t("web.kind")} name="kind" value=${kind} onChange=${(event) => setKind(event.target.value)}
      options=${KINDS.map((key) => [key, tp("web.kind", key)])} />
    <${Bounds} kind=${kind} />
    <${When} />
  <//>`;
}

export function WebpageChange({ webpage, onSave, onCancel }) {
  const save = ({ schedule, ...values }) => onSave({ schedule, ...bounds(values) });
  return html`<${Form} action=${t("save")} onSubmit=${save} onCancel=${onCancel}>
    <${When} value=${webpage.schedule} /><${Bounds} kind=${webpage.kind} webpage=${webpage} />
  <//>`;
}
