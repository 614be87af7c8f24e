// Two generations beside each other: how they answer the golden questions, in all and one by one.
import { html } from "htm/preact";
import { t, tp } from "app/house/i18n.js";
import { number } from "app/house/format.js";

const MEASURES = ["ndcg", "recall", "mrr"];
const rounded = (value) => number(Math.round(value * 1000) / 1000);
const place = (rank) => rank ?? t("bench.not_found");

export function Compared({ comparison }) {
  const { old, new: next, questions, serving, number: other } = comparison;
  const isOne = serving === other;
  return html`<table class="table"><caption class="under">${isOne ? t("bench.of_one", { n: serving }) : t("bench.of_two", { old: serving, new: other })}</caption>
    <thead><tr><th scope="col">${t("bench.measure")}</th><th scope="col" class="is-number">${t("bench.serving")}</th>
      ${!isOne && html`<th scope="col" class="is-number">${t("bench.new")}</th>`}</tr></thead>
    <tbody>${MEASURES.map((one) => html`<tr key=${one}><th scope="row">${tp("bench.measure", one)}</th><td class="is-number">${rounded(old[one])}</td>
        ${!isOne && html`<td class="is-number">${rounded(next[one])}</td>`}</tr>`)}
      ${questions.map((one) => html`<tr key=${one.question_id}><td class="is-main">${one.question}</td><td class="is-number">${place(one.old)}</td>
        ${!isOne && html`<td class="is-number">${place(one.new)}</td>`}</tr>`)}</tbody></table>`;
}
