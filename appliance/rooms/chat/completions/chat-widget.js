// Drop-in chat widget. One script, no dependencies, nothing from another host than the appliance it came from.
//   <script src="https://appliance.example/widget/chat-widget.js" data-api-key="apl_bot_..." defer></script>
// Attributes: data-api-key (needed), data-theme light|dark|auto, data-position bottom-right|bottom-left, data-color,
// data-title, data-greeting, data-language en|de, data-open, data-origin (address of the appliance).
// A page may steer it: window.postMessage({ type: "appliance-chat", command: "open" | "close" | "ask", text }, location.origin).
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script || window.applianceChat) return;
  const given = script.dataset;
  const source = new URL(script.src, location.href);
  const base = (given.origin || source.href.slice(0, source.href.lastIndexOf("/widget/"))).replace(/\/$/, "");
  const key = given.apiKey || "";
  const WORDS = {
    en: {
      open: "Open chat", close: "Close chat", send: "Send", ask: "Your question", again: "New conversation", sources: "Sources", failed: "That did not work. Please try again.",
      refused: "This chat is not available on this page.", busy: "Too many questions. Please wait a little.", writing: "Writing", you: "You", page: "p. {n}",
    },
    de: {
      open: "Chat öffnen", close: "Chat schließen", send: "Senden", ask: "Ihre Frage", again: "Neues Gespräch", sources: "Quellen", failed: "Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.",
      refused: "Dieser Chat ist auf dieser Seite nicht verfügbar.", busy: "Zu viele Fragen. Bitte warten Sie kurz.", writing: "Schreibt", you: "Sie", page: "S. {n}",
    },
  };
  const language = (given.language || document.documentElement.lang || navigator.language || "en").slice(0, 2);
  const t = WORDS[language] || WORDS.en;
  const STORE = `appliance-chat:${base}:${key.slice(-6)}`;
  const state = { open: false, busy: false, session: null, token: null, bot: null };

  const STYLE = `
    :host { all: initial; }
    * { box-sizing: border-box; }
    .frame { --accent: #1f5eff; --on-accent: #fff; --paper: #fff; --ink: #16181d; --soft: #5b6270; --line: #d9dce3; --bubble: #f1f3f7;
      position: fixed; z-index: 2147483000; inset-block-end: 20px; inset-inline-end: 20px; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); }
    .frame.is-left { inset-inline-end: auto; inset-inline-start: 20px; }
    .frame.is-dark { --paper: #17191e; --ink: #eceef2; --soft: #a5acb9; --line: #363a44; --bubble: #252932; }
    @media (prefers-color-scheme: dark) { .frame.is-auto { --paper: #17191e; --ink: #eceef2; --soft: #a5acb9; --line: #363a44; --bubble: #252932; } }
    button { font: inherit; color: inherit; cursor: pointer; border: 0; background: none; border-radius: 8px; padding: 6px 10px; }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
    .launch { inline-size: 56px; block-size: 56px; border-radius: 50%; padding: 0; background: var(--accent); color: var(--on-accent); box-shadow: 0 4px 16px rgb(0 0 0 / .25); }
    .launch svg { inline-size: 26px; block-size: 26px; vertical-align: middle; }
    .panel { inline-size: 380px; block-size: min(580px, calc(100vh - 40px)); display: flex; flex-direction: column; background: var(--paper);
      border: 1px solid var(--line); border-radius: 14px; box-shadow: 0 12px 40px rgb(0 0 0 / .25); overflow: hidden; }
    [hidden] { display: none !important; }
    header { display: flex; align-items: center; gap: 8px; padding: 10px 12px; border-block-end: 1px solid var(--line); }
    h2 { font-size: 16px; margin: 0; flex: 1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .log { flex: 1; overflow-y: auto; padding: 14px; display: flex; flex-direction: column; gap: 10px; }
    .said { max-inline-size: 88%; padding: 8px 12px; border-radius: 12px; background: var(--bubble); white-space: pre-wrap; overflow-wrap: anywhere; }
    .said.is-mine { align-self: flex-end; background: var(--accent); color: var(--on-accent); }
    .said.is-error { background: none; border: 1px solid #c43d3d; }
    .sources { margin: 6px 0 0; padding-inline-start: 20px; font-size: 13px; color: var(--soft); white-space: normal; }
    .starters { display: flex; flex-wrap: wrap; gap: 6px; }
    .starters button { border: 1px solid var(--line); border-radius: 16px; font-size: 14px; text-align: start; }
    form { display: flex; gap: 8px; padding: 10px 12px; border-block-start: 1px solid var(--line); }
    textarea { flex: 1; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 8px 10px; resize: none; max-block-size: 120px; }
    .send { background: var(--accent); color: var(--on-accent); padding-inline: 14px; }
    .send[aria-disabled=true] { opacity: .5; }
    .dots::after { content: "…"; animation: blink 1.2s steps(2) infinite; }
    @keyframes blink { 50% { opacity: .2; } }
    @media (prefers-reduced-motion: reduce) { .dots::after { animation: none; } }
    @media (max-width: 460px) { .frame.is-open { inset: 0; } .frame.is-open .panel { inline-size: 100vw; block-size: 100vh; block-size: 100dvh; border: 0; border-radius: 0; } }
    .hidden { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }`;

  /** Elements are built, never parsed: nothing that a model, a document or a bot says can become markup. */
  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) {
      if (attribute.startsWith("on")) element.addEventListener(attribute.slice(2), value);
      else if (value === true) element.setAttribute(attribute, "");
      else if (value !== false && value !== null && value !== undefined) element.setAttribute(attribute, value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  }

  const host = make("div", { "data-appliance-chat": "" });
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet(); // adopted, so that a page's own style-src has nothing to allow
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];

  const title = make("h2", { id: "title" }, given.title || "Chat");
  const log = make("div", { class: "log", role: "log", "aria-live": "polite", "aria-labelledby": "title", tabindex: "0" });
  const input = make("textarea", { rows: "1", maxlength: "32000", "aria-label": t.ask, placeholder: t.ask });
  const send = make("button", { class: "send", type: "submit" }, t.send);
  const form = make("form", {}, input, send);
  const panel = make("section", { class: "panel", role: "dialog", "aria-labelledby": "title", hidden: true },
    make("header", {}, title, make("button", { type: "button", onclick: startOver, "aria-label": t.again, title: t.again }, "↺"),
      make("button", { type: "button", onclick: close, "aria-label": t.close, title: t.close }, "✕")), log, form);
  const launch = make("button", { class: "launch", type: "button", "aria-label": t.open, "aria-expanded": "false", onclick: open }, bubble());
  const frame = make("div", { class: "frame" }, panel, launch);
  frame.classList.add(`is-${["dark", "auto"].includes(given.theme) ? given.theme : "light"}`);
  if (given.position === "bottom-left") frame.classList.add("is-left");
  if (/^#[0-9a-f]{3,8}$/i.test(given.color || "")) frame.style.setProperty("--accent", given.color);
  root.append(frame);

  function bubble() {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(space, "path");
    path.setAttribute("fill", "currentColor");
    path.setAttribute("d", "M4 4h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H9l-5 4v-4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z");
    svg.append(path);
    return svg;
  }

  const headers = () => ({
    Authorization: `Bearer ${key}`, "Content-Type": "application/json", ...(state.token ? { "X-Session-Token": state.token } : {}),
  });
  const call = (path, options = {}) => fetch(base + path, { ...options, headers: headers(), credentials: "omit", referrerPolicy: "no-referrer" });

  async function open() {
    state.open = true;
    panel.hidden = false;
    launch.hidden = true;
    frame.classList.add("is-open");
    launch.setAttribute("aria-expanded", "true");
    input.focus();
    if (!state.bot) await meet();
  }

  function close() {
    state.open = false;
    panel.hidden = true;
    launch.hidden = false;
    frame.classList.remove("is-open");
    launch.setAttribute("aria-expanded", "false");
    launch.focus();
  }

  /** Who answers here, and what was said before in this tab. */
  async function meet() {
    try {
      const answer = await call("/api/v1/bots/me");
      if (!answer.ok) throw answer;
      state.bot = await answer.json();
      const icon = [...(state.bot.icon || "")].length <= 4 ? state.bot.icon : "";
      title.textContent = given.title || `${icon} ${state.bot.name}`.trim();
      if (!(await remembered())) greet();
    } catch (error) {
      failed(error?.status ? error : { status: 403 }); // a page that no key lists may not even read why
    }
  }

  function greet() {
    const words = given.greeting || state.bot.description;
    if (words) say(words);
    if (!state.bot.conversation_starters.length) return;
    log.append(make("div", { class: "starters" }, ...state.bot.conversation_starters.map((text) =>
      make("button", { type: "button", onclick: () => ask(text) }, text))));
  }

  async function remembered() {
    const kept = read();
    if (!kept) return false;
    state.session = kept.session;
    state.token = kept.token;
    const answer = await call(`/api/v1/sessions/${encodeURIComponent(kept.session)}`);
    if (!answer.ok) {
      forget();
      return false;
    }
    for (const one of (await answer.json()).messages) cite(say(one.content, one.role === "user"), one.citations);
    return true;
  }

  function read() {
    try {
      return JSON.parse(sessionStorage.getItem(STORE));
    } catch {
      return null;
    }
  }

  function keep(ours) {
    state.session = ours.session_id;
    state.token = ours.session_token || state.token;
    try {
      sessionStorage.setItem(STORE, JSON.stringify({ session: state.session, token: state.token }));
    } catch { /* a page without storage has no memory */ }
  }

  function forget() {
    state.session = state.token = null;
    try {
      sessionStorage.removeItem(STORE);
    } catch { /* as above */ }
  }

  async function startOver() {
    if (state.busy) return;
    if (state.session) call(`/api/v1/sessions/${encodeURIComponent(state.session)}`, { method: "DELETE" }).catch(() => {});
    forget();
    log.replaceChildren();
    if (state.bot) greet();
    input.focus();
  }

  function say(text, mine = false) {
    const element = make("div", { class: mine ? "said is-mine" : "said" }, make("span", { class: "hidden" }, mine ? `${t.you}: ` : ""), make("span", { class: "words" }, text));
    log.append(element);
    log.scrollTop = log.scrollHeight;
    return element;
  }

  function cite(element, citations) {
    if (!citations?.length) return;
    const items = citations.map((one) => make("li", { value: String(one.number) }, one.title + (one.page ? `, ${t.page.replace("{n}", one.page)}` : "")));
    element.append(make("ol", { class: "sources", "aria-label": t.sources }, ...items));
  }

  function failed(error) {
    const text = error?.status === 403 || error?.status === 401 ? t.refused : error?.status === 429 ? t.busy : t.failed;
    const element = say(text);
    element.classList.add("is-error");
    element.setAttribute("role", "alert");
  }

  async function ask(text) {
    if (state.busy || !text.trim()) return;
    state.busy = true;
    send.setAttribute("aria-disabled", "true");
    log.querySelector(".starters")?.remove();
    say(text, true);
    const element = say("");
    const words = element.querySelector(".words");
    words.classList.add("dots");
    words.setAttribute("aria-label", t.writing);
    try {
      const body = { messages: [{ role: "user", content: text }], stream: true, ...(state.session ? { session_id: state.session } : {}) };
      const answer = await call("/api/v1/chat/completions", { method: "POST", body: JSON.stringify(body) });
      if (!answer.ok) throw answer;
      await listen(answer, element, words);
    } catch (error) {
      if (!words.textContent) element.remove();
      if (error?.status === 404) forget();
      failed(error);
    }
    words.classList.remove("dots");
    words.removeAttribute("aria-label");
    send.removeAttribute("aria-disabled");
    state.busy = false;
  }

  async function listen(answer, element, words) {
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) throw new Error("cut off");
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      for (const line of lines) {
        if (!line.startsWith("data: ")) continue;
        if (line === "data: [DONE]") return;
        hear(JSON.parse(line.slice(6)), element, words);
      }
    }
  }

  function hear(chunk, element, words) {
    if (chunk.error) throw new Error(chunk.error.code);
    const near = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
    words.append(chunk.choices[0]?.delta?.content || "");
    if (chunk.appliance) {
      keep(chunk.appliance);
      if (chunk.choices[0]?.finish_reason) cite(element, chunk.appliance.citations);
    }
    if (near) log.scrollTop = log.scrollHeight;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = input.value;
    if (state.busy || !text.trim()) return;
    input.value = "";
    ask(text);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  panel.addEventListener("keydown", (event) => {
    event.stopPropagation(); // the page's own shortcuts do not hear what is typed here
    if (event.key === "Escape") close();
  });
  addEventListener("message", (event) => {
    if (event.source !== window || event.origin !== location.origin || event.data?.type !== "appliance-chat") return;
    const { command, text } = event.data;
    if (command === "close" && state.open) close();
    if ((command === "open" || command === "ask") && !state.open) open();
    if (command === "ask" && typeof text === "string") ask(text.slice(0, 32000));
  });

  window.applianceChat = Object.freeze({ open, close });
  const arrive = () => {
    document.body.append(host);
    if (given.open !== undefined) open();
  };
  if (document.body) arrive();
  else addEventListener("DOMContentLoaded", arrive);
})();
