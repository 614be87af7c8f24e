// The frame around every page: where one can go, and the places for messages.
import { html } from "htm/preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { route } from "app/house/router.js";
import { user, isAtLeast } from "app/house/session.js";
import { announced } from "app/house/focus.js";
import { initials } from "app/house/format.js";
import { to } from "app/house/place.js";
import { Icon } from "app/parts/icon.js";
import { Toasts } from "app/parts/toast.js";
import { Empty } from "app/parts/empty.js";
import { Skeleton } from "app/parts/skeleton.js";
import { Button, ButtonLink } from "app/parts/button.js";
import { FreshProof } from "app/rooms/identity/fresh.js";
import { isOpen, PaletteKeys } from "app/rooms/operations/palette.js";

const PLACES = [["/chat", "chat", "nav.chat"], ["/knowledge", "book", "nav.knowledge"], ["/agents", "agent", "nav.agents"], ["/publish", "globe", "nav.publish"]];
const SETTINGS = [
  ["/settings/account", "settings.account"], ["/settings/keys", "settings.keys"], ["/settings/organisation", "settings.organisation", "admin"],
  ["/settings/people", "settings.people", "admin"],
  ["/settings/groups", "settings.groups", "admin"], ["/settings/sso", "settings.sso", "admin"],
  ["/settings/security", "settings.security", "admin"],
  ["/settings/nextcloud", "settings.nextcloud", "admin"],
  ["/settings/registration", "settings.registration", "admin"], ["/settings/mail", "settings.mail", "admin"],
  ["/settings/quotas", "settings.quotas", "admin"], ["/settings/purges", "settings.purges", "admin"],
  ["/settings/license", "settings.license"], ["/settings/health", "settings.health"],
];

const mySettings = () => SETTINGS.filter(([, , role]) => !role || isAtLeast(role));
const palettePages = () => [...PLACES.map(([path, , word]) => [path, t(word)]), ["/knowledge/marketplace", t("market.title")], ...mySettings().map(([path, word]) => [path, t(word)])];
const shown = (path) => route.value.path === path || route.value.path.startsWith(`${path}/`);

export function Shell() {
  const main = useRef(null);
  const { options = {} } = route.value;
  const signedIn = user.value && !options.open;
  const skip = (event) => { event.preventDefault(); main.current.focus(); };
  return html`<div class=${`shell ${signedIn ? "" : "is-bare"}`}>
    <a class="skip" href="#main" onClick=${skip}>${t("skip")}</a>
    ${signedIn && html`<${Rail} />`}
    <main id="main" class=${options.wide ? "main is-wide" : "main"} tabindex="-1" ref=${main}>
      ${options.settings && signedIn ? html`<div class="settings"><${SettingsNav} /><div class="settings-body"><${Current} /></div></div>` : html`<${Current} />`}
    </main>
    ${signedIn && html`<${PaletteKeys} pages=${palettePages()} />`}
    <${FreshProof} />
    <${Toasts} />
    <div class="hidden" role="status" aria-live="polite">${announced.value}</div>
  </div>`;
}

function Current() {
  const { page: Shown, missing, broken, params, query, path } = route.value;
  if (missing) {
    return html`<${Empty} icon="search" title=${t("missing.title")} text=${t("missing.text")}>
      <${ButtonLink} kind="primary" href=${to("/chat")}>${t("nav.chat")}<//><//>`;
  }
  if (broken) {
    return html`<${Empty} icon="alert" title=${t("failed.title")} text=${t("failed.page")}>
      <${Button} onClick=${() => location.reload()}>${t("reload")}<//><//>`;
  }
  if (!Shown) return html`<div class="page"><${Skeleton} /></div>`;
  return html`<${Shown} key=${path.split("/").slice(1, 2).join()} params=${params} query=${query} />`;
}

function Rail() {
  const me = user.value;
  return html`<nav class="rail" aria-label=${t("nav.label")}>
    <a class="rail-mark" href=${to("/chat")} aria-label=${t("nav.home")}><${Icon} name="mark" size="is-large" /></a>
    <button type="button" class="rail-link" onClick=${() => { isOpen.value = true; }} aria-keyshortcuts="Control+K" title=${t("palette.open")}>
      <span class="rail-icon"><${Icon} name="search" /></span><span class="rail-text">${t("nav.search")}</span></button>
    ${PLACES.map(([path, icon, word]) => html`<${Place} key=${path} path=${path} icon=${icon} text=${t(word)} here=${shown(path)} />`)}
    <span class="rail-gap"></span>
    <${Place} path="/settings/account" icon="settings" text=${t("nav.settings")} here=${shown("/settings")} />
    <a class="avatar rail-avatar" href=${to("/settings/account")} aria-label=${t("nav.account", { name: me.name || me.email })} title=${me.email}>
      ${initials(me.name || me.email)}</a>
  </nav>`;
}

const Place = ({ path, icon, text, here }) => html`<a class="rail-link" href=${to(path)} aria-current=${here ? "page" : undefined}>
  <span class="rail-icon"><${Icon} name=${icon} /></span><span class="rail-text">${text}</span></a>`;

function SettingsNav() {
  const nav = useRef(null);
  useEffect(() => { nav.current.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }); }, [route.value.path]);
  return html`<nav class="settings-nav" ref=${nav} aria-label=${t("nav.settings")}>
    <p class="settings-name">${t("nav.settings")}</p>
    ${mySettings().map(([path, word]) => html`<a key=${path} href=${to(path)}
      aria-current=${shown(path) ? "page" : undefined}>${t(word)}</a>`)}
  </nav>`;
}
