// Grey rows while something loads; and the refusal when it does not.
import { html } from "htm/preact";
import { t } from "app/house/i18n.js";
import { sentence } from "app/house/problem.js";
import { Button } from "app/parts/button.js";
import { Empty } from "app/parts/empty.js";

export function Skeleton({ rows = 4, kind = "row" }) {
  return html`<div class="skeletons" role="status"><span class="hidden">${t("loading")}</span>
    ${Array.from({ length: rows }, (_, index) => html`<div class=${`skeleton is-${kind}`} key=${index} aria-hidden="true"></div>`)}</div>`;
}

/** Shows `children(value)` once there is one; before that grey rows, or why not, with a way to try again. */
export function Await({ value, error, onRetry, rows, kind, children }) {
  if (value !== null && value !== undefined) return children(value);
  if (!error) return html`<${Skeleton} rows=${rows} kind=${kind} />`;
  if (error.status === 404) return html`<${Empty} icon="search" title=${t("missing.title")} text=${t("missing.text")} />`;
  if (error.status === 403) return html`<${Empty} icon="lock" title=${t("forbidden.title")} text=${t("forbidden.text")} />`;
  return html`<${Empty} icon="alert" title=${t("failed.title")} text=${sentence(error)}>
    ${onRetry && html`<${Button} onClick=${onRetry}>${t("retry")}<//>`}
  <//>`;
}
