// Where the focus goes, and what a screen reader is told.
import { useEffect, useRef } from "preact/hooks";
import { signal } from "@preact/signals";

export const announced = signal("");

/** Says a sentence politely; the same sentence twice is still said twice. */
export function announce(text) {
  announced.value = "";
  setTimeout(() => { announced.value = text; }, 50);
}

/** Moves the focus to the page's heading after a navigation, unless something asked for it already. */
export function focusHeading() {
  requestAnimationFrame(() => {
    if (document.activeElement?.closest?.("main, dialog")) return;
    const heading = document.querySelector("main h1");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
  });
}

/** A ref whose element takes the focus once it is there. */
export function useFocus(active = true) {
  const element = useRef(null);
  useEffect(() => { if (active) element.current?.focus(); }, [active]);
  return element;
}

/** Sets the title of the tab. */
export function useTitle(title) {
  useEffect(() => { if (title) document.title = `${title} · Appliance`; }, [title]);
}
