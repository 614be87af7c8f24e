// A person or a group, found by name: type, choose with the arrows, take with Enter.
import { html } from "htm/preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { nextId } from "app/house/random.js";
import { Field } from "app/parts/form.js";
import { complain } from "app/parts/toast.js";

const PAUSE = 150;

/** `kind` "person" finds people alone; `value` is the name to begin with. */
export function SubjectPicker({ onPick, kind, label = t("share.subject"), name = "subject_id", value, optional }) {
  const [words, setWords] = useState(null);
  const [found, setFound] = useState([]);
  const [at, setAt] = useState(0);
  const box = useRef(null);
  const id = useMemo(() => nextId("subjects"), []);
  useEffect(() => {
    if (words === null) return undefined;
    const timer = setTimeout(() => {
      api.grants.list_subjects({ query: { search: words } }).then(({ data }) => { setFound(data.filter((one) => !kind || one.kind === kind)); setAt(0); }).catch(complain);
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [words]);
  const open = words !== null && found.length > 0;
  const take = (one) => {
    box.current.querySelector("input").value = one.name;
    setWords(null);
    setFound([]);
    onPick(one);
  };
  const type = (event) => { onPick(null); setWords(event.target.value); };
  const key = (event) => {
    if (!open) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setAt((at + step + found.length) % found.length);
    else if (event.key === "Enter") take(found[at]);
    else if (event.key === "Escape") setWords(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return html`<div class="picker subject-picker" ref=${box} onKeyDown=${key}>
    <${Field} label=${label} name=${name} value=${value} autocomplete="off" required=${!optional} optional=${optional} role="combobox" aria-expanded=${String(open)}
      aria-controls=${id} aria-activedescendant=${open ? `${id}-${at}` : undefined} aria-autocomplete="list"
      onInput=${type} hint=${t("share.subject_hint")} />
    ${open && html`<ul class="picker-list" role="listbox" id=${id} aria-label=${t("share.subject")}>
      ${found.map((one, index) => html`<li key=${one.id} id=${`${id}-${index}`} role="option" aria-selected=${String(index === at)} class="menu-item"
        onPointerDown=${(event) => { event.preventDefault(); take(one); }}>${one.name}${one.kind === "group" && html` <span class="optional">${t("share.group")}</span>`}</li>`)}
    </ul>`}
  </div>`;
}
