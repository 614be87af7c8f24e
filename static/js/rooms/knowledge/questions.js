// Questions that a base did not answer well, for those who put documents into it.
import { html } from "htm/preact";
import { t, tp } from "app/house/i18n.js";
import { address, api } from "app/house/api.js";
import { ago, moment } from "app/house/format.js";
import { to } from "app/house/place.js";
import { usePaged } from "app/house/store.js";
import { Badge } from "app/parts/badge.js";
import { Empty } from "app/parts/empty.js";
import { More } from "app/parts/more.js";
import { Page } from "app/parts/page.js";
import { Await } from "app/parts/skeleton.js";

export default function QuestionsPage({ params: { id } }) {
  const list = usePaged((query) => api.feedback.list_questions({ id, query }), [id]);
  const download = html`<a class="button" href=${address("feedback.export_questions", { id })} download>${t("questions.export")}</a>`;
  return html`<${Page} title=${t("questions.title")} intro=${t("questions.intro")} actions=${download}
    back=${{ href: to(`/knowledge/${id}`), text: t("nav.knowledge") }}>
    <${Await} value=${list.rows.value} error=${list.error.value} onRetry=${list.reload}>
      ${(rows) => (rows.length ? html`<table class="table">
        <thead><tr><th scope="col">${t("questions.question")}</th><th scope="col">${t("questions.kind")}</th><th scope="col">${t("questions.asked")}</th></tr></thead>
        <tbody>${rows.map((one) => html`<tr key=${one.id}>
          <td class="is-main">${one.question}${one.comment && html`<p class="under">${one.comment}</p>`}</td>
          <td><${Badge} tone=${one.kind === "down" ? "bad" : "busy"}>${tp("questions.kind", one.kind)}<//></td>
          <td class="is-soft" title=${moment(one.created_at)}>${ago(one.created_at)}</td>
        </tr>`)}</tbody></table>` : html`<${Empty} small icon="search" title=${t("questions.empty.title")} text=${t("questions.empty.text")} />`)}
    <//>
    <${More} list=${list} />
  <//>`;
}
