// Forms: labels, hints, the server's words beside the field that they speak of.
import { html } from "htm/preact";
import { createContext } from "preact";
import { useContext, useMemo, useRef, useState } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { nextId } from "app/house/random.js";
import { sentence } from "app/house/problem.js";
import { Button } from "app/parts/button.js";

const Errors = createContext({});

/** `onSubmit(values)` may throw a Problem; values are the named fields. Nothing is lost when it is refused. */
export function Form({ onSubmit, action, kind = "primary", children, onCancel, class: extra = "" }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState(null);
  const element = useRef(null);
  const submit = async (event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      await onSubmit(Object.fromEntries(new FormData(element.current)), element.current);
    } catch (problem) {
      setError(problem);
      const field = Object.keys(problem.fields || {}).find((name) => element.current?.elements[name]);
      if (field) element.current.elements[field].focus?.();
    }
    setBusy(false);
  };
  const fields = error?.fields || {};
  const loose = error && !Object.keys(fields).some((name) => element.current?.elements[name]);
  return html`<${Errors.Provider} value=${fields}>
    <form class=${`form ${extra}`} ref=${element} onSubmit=${submit}>
      ${children}
      ${loose && html`<p class="form-error" role="alert">${sentence(error)}</p>`}
      <div class="form-foot">
        <${Button} kind=${kind} type="submit" busy=${busy}>${action}<//>
        ${onCancel && html`<${Button} kind="quiet" onClick=${onCancel}>${t("cancel")}<//>`}
      </div>
    </form>
  <//>`;
}

/** A labelled control; `as` is input, textarea or select. `value` is where it begins: what is typed survives a refusal. */
export function Field({ label, name, hint, value, as: Tag = "input", children, optional, class: extra = "", ...rest }) {
  const id = useMemo(() => nextId(name), [name]);
  const error = useContext(Errors)[name];
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
  return html`<div class=${`field ${error ? "is-wrong" : ""} ${extra}`}>
    <label for=${id}>${label}${optional && html` <span class="optional">${t("optional")}</span>`}</label>
    <${Tag} id=${id} name=${name} defaultValue=${Tag === "select" ? undefined : value ?? ""} aria-describedby=${described} aria-invalid=${error ? "true" : undefined} ...${rest}>${children}<//>
    ${hint && html`<p class="field-hint" id=${`${id}-hint`}>${hint}</p>`}
    ${error && html`<p class="field-error" id=${`${id}-error`}>${error}</p>`}
  </div>`;
}

/** A select from [[value, text], ...]. */
export function Choice({ options, value, ...rest }) {
  return html`<${Field} as="select" ...${rest}>
    ${options.map(([key, text]) => html`<option value=${key} selected=${key === value}>${text}</option>`)}
  <//>`;
}

/** Several of many, as check boxes under one legend. */
export function Checks({ legend, name, options, chosen, onChange, hint }) {
  const toggle = (key) => onChange(chosen.includes(key) ? chosen.filter((item) => item !== key) : [...chosen, key]);
  return html`<fieldset class="field checks"><legend>${legend}</legend>
    ${options.map(([key, text]) => html`<label class="check" key=${key}>
      <input type="checkbox" name=${name} value=${key} checked=${chosen.includes(key)} onChange=${() => toggle(key)} /><span>${text}</span>
    </label>`)}
    ${hint && html`<p class="field-hint">${hint}</p>`}
  </fieldset>`;
}
