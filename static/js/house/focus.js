// Where the focus goes, and what a screen reader is told.
import { useEffect } from "preact/hooks";
import { signal } from "@preact/signals";

export const announced = signal("");

/** Says a sentence politely; the same sentence twice is still said twice. */
export function announce(text) {
  announced.value = "";
  setTimeout(() => { announced.value = text; }, 50);
}

/** A new page begins at its top and its heading, unless a field of it has taken the focus. */
export function arrive() {
  requestAnimationFrame(() => {
    document.querySelector("main")?.scrollTo(0, 0);
    if (document.activeElement?.matches?.("main :is(input, textarea, select)")) return;
    const heading = document.querySelector("main h1");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
  });
}

/** Sets the title of the tab. */
export function useTitle(title) {
  useEffect(() => { if (title) document.title = `${title} · Appliance`; }, [title]);
}
