// Questions that a base did not answer well, for those who put documents into it: taken on, answered by a document, settled.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tn, tp } from "app/house/i18n.js";
import { address, api } from "app/house/api.js";
import { ago, moment } from "app/house/format.js";
import { to } from "app/house/place.js";
import { user } from "app/house/session.js";
import { usePaged } from "app/house/store.js";
import { Badge } from "app/parts/badge.js";
import { Button, ButtonLink } from "app/parts/button.js";
import { Empty } from "app/parts/empty.js";
import { Choice } from "app/parts/form.js";
import { Menu } from "app/parts/menu.js";
import { More } from "app/parts/more.js";
import { Page } from "app/parts/page.js";
import { Segments } from "app/parts/segments.js";
import { Await } from "app/parts/skeleton.js";
import { complain, say } from "app/parts/toast.js";
import { AnswerDialog, AssignDialog } from "app/rooms/knowledge/question-care.js";

const REASONS = ["wrong", "outdated", "incomplete", "source", "other"];
const wished = ({ shown, kind, reason }) => ({
  kind, reason, ...(shown === "settled" ? { settled_at__isnull: "false" } : { settled_at__isnull: "true" }),
  ...(shown === "mine" && { assignee_id: user.value.id }),
});

/** Of one base; without an id those that were asked of all bases at once, which are for administrators. */
export default function QuestionsPage({ params: { id } }) {
  const [wish, setWish] = useState({ shown: "open", kind: "", reason: "" });
  const list = usePaged((query) => (id ? api.feedback.list_questions({ id, query: { ...query, ...wished(wish) } })
    : api.feedback.list_open_questions({ query: { ...query, ...wished(wish) } })), [id, JSON.stringify(wish)]);
  const [open, setOpen] = useState(null);
  const close = () => setOpen(null);
  const save = async (question, patch, words) => {
    await (id ? api.feedback.change_question({ id, question_id: question.id }, patch) : api.feedback.change_open_question({ question_id: question.id }, patch));
    close();
    say(words);
    await list.reload();
  };
  const care = (question) => (what) => {
    if (what === "mine") save(question, { assignee_id: user.value.id }, t("questions.taken")).catch(complain);
    else if (what === "settle") save(question, { settled: true }, t("questions.settled_now")).catch(complain);
    else if (what === "reopen") save(question, { settled: false }, t("questions.reopened")).catch(complain);
    else setOpen({ what, question });
  };
  const download = id && html`<${ButtonLink} icon="download" href=${address("feedback.export_questions", { id })} download>${t("questions.export")}<//>`;
  const put = (patch) => setWish({ ...wish, ...patch });
  return html`<${Page} title=${t("questions.title")} intro=${id ? t("questions.intro") : t("questions.intro_all")} actions=${download}
    back=${{ href: to(id ? `/knowledge/${id}` : "/knowledge"), text: t("nav.knowledge") }}>
    <section class="filters" aria-label=${t("filters")}>
      <${Segments} label=${t("questions.shown")} value=${wish.shown} onPick=${(shown) => put({ shown })}
        options=${[["open", t("questions.open")], ["mine", t("questions.mine")], ["settled", t("questions.settled")]]} />
      <${Choice} label=${t("questions.kind")} name="kind" value=${wish.kind} onChange=${(event) => put({ kind: event.target.value })}
        options=${[["", t("filters.any")], ["unanswered", tp("questions.kind", "unanswered")], ["down", tp("questions.kind", "down")]]} />
      <${Choice} label=${t("questions.reason")} name="reason" value=${wish.reason} onChange=${(event) => put({ reason: event.target.value })}
        options=${[["", t("filters.any")], ...REASONS.map((key) => [key, tp("feedback.reason", key)])]} />
    </section>
    <p class="list-title">${tn("questions", list.total.value ?? 0)}</p>
    <${Await} value=${list.rows.value} error=${list.error.value} onRetry=${list.reload}>
      ${(rows) => (rows.length ? html`<ul class="questions">${rows.map((one) => html`<${Question} key=${one.id} one=${one} care=${care(one)} />`)}</ul>`
        : html`<${Empty} small icon="search" title=${t("questions.empty.title")} text=${t("questions.empty.text")} />`)}
    <//>
    <${More} list=${list} />
    ${open?.what === "assign" && html`<${AssignDialog} onSave=${(patch) => save(open.question, patch, t("saved"))} onClose=${close} />`}
    ${open?.what === "answer" && html`<${AnswerDialog} baseId=${id} question=${open.question}
      onSave=${(patch) => save(open.question, patch, patch.settled ? t("questions.settled_now") : t("saved"))} onClose=${close} />`}
  <//>`;
}

function Question({ one, care }) {
  const settled = Boolean(one.settled_at);
  const facts = [html`<span title=${moment(one.created_at)}>${ago(one.created_at)}</span>`,
    one.assignee_name && t("questions.assigned", { name: one.assignee_name }),
    settled && t("questions.settled_by", { name: one.settled_by_name ?? "", when: ago(one.settled_at) })].filter(Boolean);
  return html`<li class="question-row">
    <div class="question-text">
      <p class="question-words">${one.question}</p>
      ${one.comment && html`<p class="question-comment">${t("questions.said", { words: one.comment })}</p>`}
      ${one.document && html`<p class="under">${t("questions.answered_by")} <a href=${to(`/knowledge/${one.document.knowledge_base_id}/documents/${one.document.id}`)}>${one.document.title}</a></p>`}
      ${one.note && html`<p class="under">${one.note}</p>`}
      <p class="under">${facts.map((fact, at) => html`${at > 0 && " · "}${fact}`)}</p>
    </div>
    <div class="question-side">
      <${Badge} tone=${settled ? "good" : one.kind === "down" ? "bad" : "warn"}>${settled ? t("questions.settled") : one.reason ? tp("feedback.reason", one.reason) : tp("questions.kind", one.kind)}<//>
      ${!settled && html`<${Button} onClick=${() => care("answer")}>${t("questions.answer")}<//>`}
      <${Menu} label=${t("questions.menu", { question: one.question.slice(0, 80) })} items=${[
        !settled && one.assignee_id !== user.value.id && { text: t("questions.take"), icon: "check", onPick: () => care("mine") },
        !settled && { text: t("questions.assign"), icon: "edit", onPick: () => care("assign") },
        !settled ? { text: t("questions.settle"), icon: "check", onPick: () => care("settle") } : { text: t("questions.reopen"), icon: "retry", onPick: () => care("reopen") },
      ]} />
    </div>
  </li>`;
}
