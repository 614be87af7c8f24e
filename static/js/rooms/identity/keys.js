// Keys and tokens: mine, and for administrators those of service accounts and of everybody.
import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { t, tp } from "app/house/i18n.js";
import { to } from "app/house/place.js";
import { isAtLeast } from "app/house/session.js";
import { Page } from "app/parts/page.js";
import { Segments } from "app/parts/segments.js";
import { ApiKeys } from "app/rooms/identity/api-keys.js";
import { ServiceKeys } from "app/rooms/identity/service-keys.js";
import { AllTokens, Tokens } from "app/rooms/identity/tokens.js";

const TABS = { mine: ApiKeys, tokens: Tokens, services: ServiceKeys, everybody: AllTokens };

export default function KeysPage() {
  const [tab, setTab] = useState("mine");
  const Shown = TABS[tab];
  const names = Object.keys(TABS).slice(0, isAtLeast("admin") ? 4 : 2);
  return html`<${Page} title=${t("settings.keys")}>
    <${Segments} label=${t("keys.kinds")} value=${tab} onPick=${setTab} options=${names.map((name) => [name, tp("keys.tab", name)])} />
    <${Shown} />
    <p class="page-note">${t("keys.docs")} <a href=${to("/api/docs")} target="_blank" rel="noopener">${t("keys.docs_link")}</a></p>
  <//>`;
}
