// The server counts Unicode code points, the browser counts UTF-16 units; only this file converts.

/** The UTF-16 index of the code point at `point`. */
function unitIndex(text, point) {
  let index = 0;
  for (let passed = 0; passed < point && index < text.length; passed += 1) index += text.codePointAt(index) > 0xffff ? 2 : 1;
  return index;
}

/** How many code points there are. */
export function points(text) {
  let count = 0;
  for (let index = 0; index < text.length; index += text.codePointAt(index) > 0xffff ? 2 : 1) count += 1;
  return count;
}

/** `text` cut at code points [start, end): before, inside, after. */
export function cut(text, start, end) {
  const from = unitIndex(text, Math.max(0, start));
  const to = from + unitIndex(text.slice(from), Math.max(0, end - Math.max(0, start)));
  return [text.slice(0, from), text.slice(from, to), text.slice(to)];
}
