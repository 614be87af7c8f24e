// Every visible word. English is the ground; a missing word of another language shows in English.
import { signal } from "@preact/signals";
import { asset } from "app/house/asset.js";

export const LANGUAGES = ["en", "de"];
export const language = signal("en");
const ground = {};
const words = signal({});

const kept = () => {
  try {
    return localStorage.getItem("language");
  } catch {
    return null;
  }
};

export async function startWords() {
  const wish = [kept(), ...navigator.languages].map((tag) => tag?.slice(0, 2)).find((tag) => LANGUAGES.includes(tag)) || "en";
  Object.assign(ground, await fetchWords("en"));
  await speak(wish, false);
}

const fetchWords = async (tag) => (await fetch(asset(`words/${tag}.json`))).json();

/** Changes the language of the page at once, and remembers it on this device. */
export async function speak(tag, keep = true) {
  words.value = tag === "en" ? ground : await fetchWords(tag);
  language.value = tag;
  document.documentElement.lang = tag;
  try {
    if (keep) localStorage.setItem("language", tag);
  } catch {
    // Storage may be forbidden; the choice then lasts until the page is closed.
  }
}

export const has = (key) => key in words.value || key in ground;

/** The word for `key` with {placeholders} put in; what has no value stands as it is written. */
export function t(key, values = {}) {
  const text = words.value[key] ?? ground[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] ?? "" : whole));
}

/** `tn("documents", 3)`: the plural form by the language's own rules, with {n} written in its digits. */
export function tn(key, n, values = {}) {
  const form = new Intl.PluralRules(language.value).select(n);
  const shown = new Intl.NumberFormat(language.value).format(n);
  return t(has(`${key}.${form}`) ? `${key}.${form}` : `${key}.other`, { n: shown, ...values });
}

/** One of a closed set: `tp("state", "ready")`. A value from a newer server is shown as it came. */
export const tp = (prefix, value, values) => (has(`${prefix}.${value}`) ? t(`${prefix}.${value}`, values) : String(value ?? ""));
