// The end of a paged list.
import { html } from "htm/preact";
import { t } from "app/house/i18n.js";
import { Button } from "app/parts/button.js";

export const More = ({ list }) =>
  (list.more.value ? html`<div class="more"><${Button} onClick=${list.next}>${t("more")}<//></div>` : null);
