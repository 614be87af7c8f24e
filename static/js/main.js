// Boot: words, theme, who am I, shell, route.
import { html } from "htm/preact";
import { render } from "preact";
import { effect } from "@preact/signals";
import { startWords } from "app/house/i18n.js";
import { startTheme } from "app/house/theme.js";
import { startSession, user, bootstrapped } from "app/house/session.js";
import { startRouter, route } from "app/house/router.js";
import { here, to } from "app/house/place.js";
import { arrive } from "app/house/focus.js";
import { forgetKept } from "app/house/kept.js";
import { Shell } from "app/shell.js";

const OPEN = { open: true };
const ROUTES = [
  ["/", () => import("app/rooms/chat/page.js")],
  ["/setup", () => import("app/rooms/identity/setup.js"), OPEN],
  ["/signin", () => import("app/rooms/identity/signin.js"), OPEN],
  ["/forgot", () => import("app/rooms/identity/forgot.js"), OPEN],
  ["/reset/:token", () => import("app/rooms/identity/reset.js"), OPEN],
  ["/signup", () => import("app/rooms/identity/signup.js"), OPEN],
  ["/confirm/:token", () => import("app/rooms/identity/proven.js"), OPEN],
  ["/address/:token", () => import("app/rooms/identity/proven.js"), OPEN],
  ["/invite/:token", () => import("app/rooms/identity/invitation.js"), OPEN],
  ["/chat/:id?", () => import("app/rooms/chat/page.js"), { wide: true }],
  ["/knowledge", () => import("app/rooms/knowledge/page.js")],
  ["/knowledge/questions", () => import("app/rooms/knowledge/questions.js")],
  ["/knowledge/marketplace", () => import("app/rooms/knowledge/market.js")],
  ["/knowledge/:id", () => import("app/rooms/knowledge/base.js")],
  ["/knowledge/:id/index", () => import("app/rooms/knowledge/index-page.js")],
  ["/knowledge/:id/documents/:doc", () => import("app/rooms/knowledge/document.js"), { wide: true }],
  ["/knowledge/:id/questions", () => import("app/rooms/knowledge/questions.js")],
  ["/agents", () => import("app/rooms/agents/page.js")],
  ["/agents/:id", () => import("app/rooms/agents/agent.js")],
  ["/publish", () => import("app/rooms/publish/page.js")],
  ["/publish/bots/:id", () => import("app/rooms/publish/bot.js")],
  ["/publish/deployments/:id", () => import("app/rooms/publish/deployment.js")],
  ["/settings/account", () => import("app/rooms/identity/account.js"), { settings: true }],
  ["/settings/keys", () => import("app/rooms/identity/keys.js"), { settings: true }],
  ["/settings/people", () => import("app/rooms/identity/people.js"), { settings: true }],
  ["/settings/groups", () => import("app/rooms/identity/groups.js"), { settings: true }],
  ["/settings/organisation", () => import("app/rooms/identity/organisation.js"), { settings: true }],
  ["/settings/registration", () => import("app/rooms/identity/registration.js"), { settings: true }],
  ["/settings/mail", () => import("app/rooms/mail/page.js"), { settings: true }],
  ["/settings/nextcloud", () => import("app/rooms/identity/nextcloud.js"), { settings: true }],
  ["/settings/sso", () => import("app/rooms/identity/sso.js"), { settings: true }],
  ["/settings/security", () => import("app/rooms/identity/networks.js"), { settings: true }],
  ["/settings/quotas", () => import("app/rooms/knowledge/quotas.js"), { settings: true }],
  ["/settings/purges", () => import("app/rooms/operations/purges.js"), { settings: true }],
  ["/settings/license", () => import("app/rooms/licensing/page.js"), { settings: true }],
  ["/settings/health", () => import("app/rooms/operations/health.js"), { settings: true }],
];

/** Where somebody has to go first; null when the page asked for may be shown. */
function guard(options) {
  const path = here().split("?")[0];
  if (!user.value && !options.open) {
    if (!bootstrapped()) return `/setup${location.search}`;
    return here() === "/" ? "/signin" : `/signin?next=${encodeURIComponent(here())}`;
  }
  if (path === "/") return "/chat";
  if (path === "/setup" && bootstrapped()) return user.value ? "/chat" : "/signin";
  if (path === "/signin" && !bootstrapped()) return "/setup";
  return null;
}

/** A whole new page: nothing that the last person saw stays on the screen or in memory. */
function depart(willingly) {
  render(null, document.getElementById("app"));
  forgetKept();
  location.replace(to(willingly ? "/signin" : `/signin?next=${encodeURIComponent(here())}`));
}

async function boot() {
  startTheme();
  await Promise.all([startWords(), startSession(depart)]);
  startRouter(ROUTES, guard);
  render(html`<${Shell} />`, document.getElementById("app"));
  let shown = null;
  effect(() => {
    const { page } = route.value;
    if (page && shown && page !== shown) arrive();
    shown = page ?? shown;
  });
}

boot();
