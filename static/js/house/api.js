// Every call to the server. Paths come from the derived /client.js; this file knows none.
import { endpoints } from "/client.js";
import { Problem, problemOf } from "app/house/problem.js";
import { proven } from "app/house/proof.js";
import { upload } from "app/house/upload.js";
import { token } from "app/house/random.js";

const CHANGING = new Set(["POST", "PUT", "PATCH", "DELETE"]);
const RETRIED = new Set([502, 503, 504]);
const etags = new WeakMap();
const gone = new Set();
let csrf = null;

/** Called with no argument whenever the server says that nobody is signed in. */
export const onSignedOut = (listener) => gone.add(listener);
export const forgetCsrf = () => { csrf = null; };
export const etagOf = (body) => etags.get(body);

/** `/api/knowledge/{id}` with its parameters put in and the query appended. */
export function address(name, params = {}) {
  const path = entry(name).path.replace(/\{(\w+)\}/g, (_, key) => encodeURIComponent(params[key]));
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(params.query || {})) {
    if (value !== undefined && value !== null && value !== "") query.set(key, value);
  }
  return query.size ? `${path}?${query}` : path;
}

function entry(name) {
  const found = endpoints[name];
  if (!found) throw new Problem(404, { code: "MISSING", message: name });
  return found;
}

async function csrfToken() {
  csrf ??= call("signin.csrf").then((body) => body.csrf_token ?? body.token).catch((error) => { csrf = null; throw error; });
  return csrf;
}

async function headersFor(method, body, options) {
  const headers = { Accept: "application/json", ...options.headers };
  if (body !== undefined && !(body instanceof FormData)) headers["Content-Type"] = "application/json";
  if (CHANGING.has(method) && options.csrf !== false) headers["X-CSRF-Token"] = await csrfToken();
  if (options.once) headers["Idempotency-Key"] = options.once;
  if (options.ifMatch) headers["If-Match"] = options.ifMatch;
  return headers;
}

const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

async function attempt(url, method, body, options) {
  const headers = await headersFor(method, body, options);
  if (body instanceof FormData) return upload(url, body, { ...options, headers, method });
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const init = { method, headers, body: payload, signal: options.signal, credentials: "same-origin" };
  const response = await fetch(url, init).catch((error) => {
    throw error.name === "AbortError" ? error : new Problem(0);
  });
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** Whether the same call may be sent again without harm, and after how many milliseconds. */
function retryPause(error, method, options, tries) {
  if (!(error instanceof Problem) || tries >= 3) return null;
  const safe = method === "GET" || options.once;
  if (error.code === "RATE_LIMITED" && error.retryAfter && error.retryAfter <= 5) return error.retryAfter * 1000;
  if (safe && (error.code === "NETWORK" || RETRIED.has(error.status))) return 300 * 2 ** tries;
  return null;
}

/** Sends until answered, refused, or given up; returns the Response. */
export async function send(name, params, body, options = {}) {
  const { method, once } = entry(name);
  const url = address(name, params);
  const sent = { ...options, once: once ? options.once || token() : null };
  for (let tries = 0, renewed = false, asked = false; ; tries += 1) {
    try {
      return await attempt(url, method, body, sent);
    } catch (error) {
      if (error.code === "CSRF_FAILED" && !renewed) {
        renewed = true;
        forgetCsrf();
        continue;
      }
      if (error.code === "REAUTH_REQUIRED" && !asked && (await proven())) {
        asked = true;
        continue;
      }
      const wait = retryPause(error, method, sent, tries);
      if (wait === null) throw settle(error, options);
      await pause(wait);
    }
  }
}

function settle(error, options) {
  if (error.code === "UNAUTHORIZED" && !options.quiet) for (const listener of gone) listener();
  return error;
}

async function call(name, params, body, options) {
  const response = await send(name, params, body, options);
  if (response.status === 204) return null;
  const type = response.headers.get("Content-Type") || "";
  if (!type.includes("json")) return response.text();
  const answer = await response.json();
  const etag = response.headers.get("ETag");
  if (etag && answer && typeof answer === "object") etags.set(answer, etag);
  return answer;
}

/** `api.collections.read_base({ id, query }, body, options)`: one function for each declared endpoint. */
export const api = new Proxy({}, {
  get: (_, room) => new Proxy({}, {
    get: (__, action) => (params, body, options) => call(`${String(room)}.${String(action)}`, params, body, options),
  }),
});
