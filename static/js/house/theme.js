// Light, dark, or as the system says. The choice stays on this device.
import { signal } from "@preact/signals";

export const THEMES = ["system", "light", "dark"];
export const theme = signal("system");

export function startTheme() {
  try {
    choose(localStorage.getItem("theme") || "system", false);
  } catch {
    choose("system", false);
  }
}

export function choose(name, keep = true) {
  theme.value = THEMES.includes(name) ? name : "system";
  document.documentElement.dataset.theme = theme.value;
  try {
    if (keep) localStorage.setItem("theme", theme.value);
  } catch {
    // Storage may be forbidden; the choice then lasts until the page is closed.
  }
}
