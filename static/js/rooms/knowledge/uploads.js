// Files on their way: two at a time, each with its own progress, each can be tried again.
import { html } from "htm/preact";
import { signal } from "@preact/signals";
import { t } from "app/house/i18n.js";
import { api } from "app/house/api.js";
import { announce } from "app/house/focus.js";
import { bytes } from "app/house/format.js";
import { sentence } from "app/house/problem.js";
import { Button } from "app/parts/button.js";
import { Icon } from "app/parts/icon.js";

const AT_ONCE = 2;
let last = 0;

export function uploadsOf(baseId, onArrived) {
  const files = signal([]);
  const change = (id, patch) => { files.value = files.value.map((one) => (one.id === id ? { ...one, ...patch } : one)); };

  async function start(one) {
    const control = new AbortController();
    change(one.id, { state: "sending", share: 0, control, error: null });
    const form = new FormData();
    form.append("file", one.file);
    const onProgress = (share) => change(one.id, { share });
    try {
      await api.documents.upload_document({ id: baseId }, form, { onProgress, signal: control.signal });
      drop(one.id);
      announce(t("upload.arrived", { name: one.file.name }));
      onArrived();
    } catch (error) {
      if (error.name === "AbortError") drop(one.id);
      else change(one.id, { state: "refused", error });
    }
    pump();
  }

  function pump() {
    const sending = files.value.filter((one) => one.state === "sending").length;
    files.value.filter((one) => one.state === "waiting").slice(0, Math.max(0, AT_ONCE - sending)).forEach(start);
  }

  const drop = (id) => { files.value = files.value.filter((one) => one.id !== id); };
  return {
    files,
    add(list) {
      files.value = [...files.value, ...list.map((file) => ({ id: ++last, file, state: "waiting", share: 0 }))];
      pump();
    },
    retry(id) { change(id, { state: "waiting" }); pump(); },
    cancel(one) {
      if (one.control && one.state === "sending") one.control.abort();
      else drop(one.id);
    },
  };
}

export function UploadList({ uploads }) {
  if (!uploads.files.value.length) return null;
  return html`<ul class="uploads" aria-label=${t("upload.list")}>
    ${uploads.files.value.map((one) => html`<li key=${one.id} class=${`upload is-${one.state}`}>
      <${Icon} name=${one.state === "refused" ? "alert" : "file"} />
      <span class="upload-name">${one.file.name}</span>
      <span class="upload-note">${one.error ? sentence(one.error) : one.state === "waiting" ? t("upload.waiting") : bytes(one.file.size)}</span>
      ${one.state === "sending" && html`<progress max="1" value=${one.share} aria-label=${t("upload.progress", { name: one.file.name })}></progress>`}
      ${one.state === "refused" && html`<${Button} onClick=${() => uploads.retry(one.id)}>${t("retry")}<//>`}
      <${Button} kind="quiet" icon="close" label=${one.state === "refused" ? t("close") : t("cancel")} onClick=${() => uploads.cancel(one)} />
    </li>`)}
  </ul>`;
}
