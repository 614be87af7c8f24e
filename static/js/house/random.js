// Random keys. crypto.randomUUID exists only under https, and many appliances are reached by plain http on a LAN.

export function token() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

let last = 0;
/** A document-unique id, to tie labels to fields. */
export const nextId = (prefix) => `${prefix}-${++last}`;
