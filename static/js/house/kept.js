// What a page remembers across its own reload, in this tab alone; gone when somebody signs out.

const NAME = "kept:";

export function keep(name, value) {
  try {
    if (value === null) sessionStorage.removeItem(NAME + name);
    else sessionStorage.setItem(NAME + name, JSON.stringify(value));
  } catch {
    // Storage may be forbidden or full; then a reload forgets.
  }
}

export function kept(name) {
  try {
    return JSON.parse(sessionStorage.getItem(NAME + name));
  } catch {
    return null;
  }
}

export function forgetKept() {
  try {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith(NAME)) sessionStorage.removeItem(name);
  } catch {
    // Nothing could be kept either.
  }
}
