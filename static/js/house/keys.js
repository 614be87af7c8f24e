// Keyboard shortcuts that never fire while somebody writes.
import { useEffect, useRef } from "preact/hooks";

const writing = (element) => element?.closest?.("input, textarea, select, [contenteditable]");

/** useKeys({ "/": focusSearch, "mod+k": open, Escape: close }). "mod" is Ctrl or Command; such keys fire while writing too. */
export function useKeys(map) {
  const latest = useRef(map);
  latest.current = map;
  useEffect(() => {
    const listen = (event) => {
      const mod = event.ctrlKey || event.metaKey;
      const action = latest.current[mod ? `mod+${event.key.toLowerCase()}` : event.key];
      if (!action || event.defaultPrevented || event.altKey) return;
      if (!mod && event.key !== "Escape" && writing(event.target)) return;
      if (event.key === "Escape" && document.querySelector("dialog[open]")) return;
      if (action(event) !== false) event.preventDefault();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}
