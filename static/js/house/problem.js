// The one error shape of the wire as a thrown value, and the sentence a person reads for it.
import { t, tp, has } from "app/house/i18n.js";
import { bytes, number } from "app/house/format.js";

export class Problem extends Error {
  constructor(status, error = {}, retryAfter = 0) {
    super(error.message || "");
    this.status = status;
    this.code = error.code || (status ? "INTERNAL_ERROR" : "NETWORK");
    this.param = error.param || null;
    this.details = error.details || {};
    this.requestId = error.request_id || null;
    this.retryAfter = retryAfter;
  }

  /** Messages by field name, for forms. */
  get fields() {
    const found = {};
    for (const item of this.details?.fields || []) found[lastName(item.field)] ??= item.message;
    if (this.param && !found[this.param]) found[this.param] = this.message;
    return found;
  }
}

/** The name that a form knows: of one of many (`origins.0`) that of the many. */
const lastName = (field) => String(Array.isArray(field) ? field.join(".") : field).split(".").filter((part) => !/^\d+$/.test(part)).at(-1);

/** Reads a refused response; anything that is not our shape still becomes a Problem. */
export async function problemOf(response) {
  const wait = Number(response.headers.get("Retry-After")) || 0;
  const body = await response.json().catch(() => null);
  return new Problem(response.status, body?.error ?? { details: body }, wait);
}

/** What a person reads. Codes we know in their language; otherwise the server's own sentence. */
export function sentence(error) {
  if (!(error instanceof Problem)) return t("problem.UNKNOWN");
  const spoken = ["NETWORK", "FORBIDDEN", "RATE_LIMITED", "INTERNAL_ERROR", "STORAGE_FULL", "PRECONDITION_FAILED",
    "SERVICE_UNAVAILABLE", "CSRF_FAILED", "MISSING"];
  if (error.details?.reason === "quota") return quotaSentence(error.details);
  if (spoken.includes(error.code) && has(`problem.${error.code}`)) return tp("problem", error.code);
  if (error.code === "TIER_LIMIT") {
    return t("problem.TIER_LIMIT", { limit: error.details.limit ?? "", tier: error.details.tier ?? "" });
  }
  const field = Object.entries(error.fields)[0];
  if (error.code === "VALIDATION_ERROR" && field) return `${field[0]}: ${field[1]}`;
  return error.message || t("problem.UNKNOWN");
}

function quotaSentence({ scope, limit, used, allowed }) {
  const say = limit === "size_bytes" ? bytes : number;
  return tp("problem.quota", limit, { whose: tp("quota.scope", scope), used: say(used), allowed: say(allowed) });
}
