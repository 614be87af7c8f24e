// From where the appliance is administered: one network a line. Nobody shuts themselves out by mistake.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { may } from "app/house/can.js";
import { useLoaded } from "app/house/store.js";
import { Confirm } from "app/parts/confirm.js";
import { Field, Form } from "app/parts/form.js";
import { Page, Section } from "app/parts/page.js";
import { Await } from "app/parts/skeleton.js";
import { say } from "app/parts/toast.js";

const listed = (text) => text.split(/[\s,]+/).filter(Boolean);

export default function SecurityPage() {
  const found = useLoaded(() => api.networks.read_networks(), []);
  return html`<${Page} title=${t("settings.security")}>
    <${Await} value=${found.data.value} error=${found.error.value} onRetry=${found.reload}>
      ${(one) => html`<${Networks} one=${one} reload=${found.reload} key=${one.changed_at} />`}<//>
  <//>`;
}

function Networks({ one, reload }) {
  const [refused, setRefused] = useState(null);
  const put = async (networks, force) => {
    await api.networks.replace_networks({}, { networks, force });
    say(t("saved"));
    await reload();
  };
  const save = ({ networks }) => put(listed(networks), false).catch((error) => {
    if (error.code !== "CONFLICT") throw error;
    setRefused(listed(networks));
  });
  return html`<${Section} title=${t("networks.title")} text=${t("networks.text", { address: one.your_address })}>
    <${Form} action=${t("save")} onSubmit=${save}>
      <${Field} label=${t("networks.list")} name="networks" as="textarea" rows="5" value=${one.networks.join("\n")} hint=${t("networks.hint")}
        disabled=${!may(one, "change")} spellcheck="false" placeholder="10.0.0.0/8" /><//>
    ${one.machine_networks.length > 0 && html`<p class="field-hint">${t("networks.machine", { networks: one.machine_networks.join(", ") })}</p>`}
    ${refused && html`<${Confirm} title=${t("networks.shut_out.title")} text=${t("networks.shut_out.text", { address: one.your_address })}
      action=${t("networks.shut_out.action")} onConfirm=${() => put(refused, true).then(() => setRefused(null))} onClose=${() => setRefused(null)} />`}
  <//>`;
}
