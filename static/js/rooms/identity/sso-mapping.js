// From a provider's words to ours, with a place to try it: paste what the provider would say and see who would come in.
import { html } from "htm/preact";
import { useRef, useState } from "preact/hooks";
import { t, tp } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { sentence } from "app/house/problem.js";
import { useLoaded } from "app/house/store.js";
import { Badge } from "app/parts/badge.js";
import { Button } from "app/parts/button.js";
import { Dialog } from "app/parts/dialog.js";
import { Checks, Field, Form } from "app/parts/form.js";
import { say } from "app/parts/toast.js";
import { pairs, spelt } from "app/rooms/identity/sso-kinds.js";

const PATHS = ["name", "email", "groups", "role"];

export function MappingForm({ one, onClose, onDone }) {
  const loaded = useLoaded(() => api.groups.list_groups({ query: { limit: 100 } }), []);
  const groups = loaded.data.value?.data;
  return html`<${Dialog} wide title=${t("sso.mapping_of", { name: one.label })} onClose=${onClose}>
    ${groups && html`<${Filled} one=${one} groups=${groups} onClose=${onClose} onDone=${onDone} />`}<//>`;
}

function Filled({ one, groups, onClose, onDone }) {
  const [same, setSame] = useState(one.mapping.same_names ? ["same_names"] : []);
  const [found, setFound] = useState(null);
  const box = useRef(null);
  const nameOf = Object.fromEntries(groups.map((group) => [group.id, group.name]));
  const idOf = Object.fromEntries(groups.map((group) => [group.name, group.id]));
  const read = (values) => ({
    ...Object.fromEntries(PATHS.map((name) => [name, values[`path_${name}`].trim() || null])),
    group_map: Object.fromEntries(Object.entries(pairs(values.group_map)).map(([value, name]) => [value, idOf[name] ?? name])),
    role_map: pairs(values.role_map), same_names: same.length > 0,
  });
  const save = async (values) => {
    await api.federation.change_connection({ id: one.id }, { mapping: read(values) });
    say(t("saved"));
    onDone();
    onClose();
  };
  const attempt = async () => {
    const values = Object.fromEntries(new FormData(box.current.querySelector("form")));
    const body = { connection_id: one.id, material: values.material || "{}", mapping: read(values) };
    setFound(await api.federation.rehearse({}, body).then((answer) => ({ answer }), (error) => ({ error })));
  };
  const named = Object.fromEntries(Object.entries(one.mapping.group_map).map(([value, id]) => [value, nameOf[id] ?? id]));
  return html`<div ref=${box}>
    <${Form} action=${t("save")} onSubmit=${save} onCancel=${onClose}>
      <p class="field-hint">${t("sso.mapping_text")}</p>
      ${PATHS.map((name) => html`<${Field} key=${name} label=${tp("sso.path", name)} name=${`path_${name}`} optional value=${one.mapping[name]} autocomplete="off" spellcheck="false" />`)}
      <${Field} as="textarea" label=${t("sso.group_map")} name="group_map" optional hint=${t("sso.group_map_hint")} value=${spelt(named)} spellcheck="false" />
      <${Checks} legend=${t("sso.same_names_legend")} name="same" chosen=${same} onChange=${setSame} options=${[["same_names", t("sso.same_names")]]} />
      <${Field} as="textarea" label=${t("sso.role_map")} name="role_map" optional hint=${t("sso.role_map_hint")} value=${spelt(one.mapping.role_map)} spellcheck="false" />
      <${Field} as="textarea" label=${t("sso.material")} name="material" optional hint=${t("sso.material_hint")} spellcheck="false" />
      <div><${Button} onClick=${attempt}>${t("sso.rehearse")}<//></div>
      ${found && html`<${Outcome} ...${found} />`}
    <//>
  </div>`;
}

function Outcome({ answer, error }) {
  if (error) return html`<p class="form-error" role="alert">${sentence(error)}</p>`;
  const rows = [["name", answer.name], ["email", answer.email], ["role", tp("role", answer.role)], ["groups", answer.groups.map((group) => group.name).join(", ")]];
  return html`<div role="status">
    <p><${Badge} tone=${answer.outcome === "refused" ? "bad" : "good"}>${tp("sso.outcome", answer.outcome)}<//>
      ${answer.refusal && html` ${tp("sso.refused", answer.refusal)}`}</p>
    <table class="table"><tbody>${rows.map(([name, value]) => html`<tr key=${name}><th scope="row">${tp("sso.path", name)}</th>
      <td class="is-main">${value || "–"}<p class="under">${answer.reasons[name] ?? ""}</p></td></tr>`)}</tbody></table>
    ${answer.checks.length > 0 && html`<p>${t("sso.checks")}</p><ul>${answer.checks.map((one, index) => html`<li key=${index}>
      <${Badge} tone=${one.is_well ? "good" : "bad"}>${tp("sso.step", one.step)}<//><p class="under">${one.detail}</p></li>`)}</ul>`}
  </div>`;
}
