// Inline Markdown to a tree: [{type, text | children, href, number}]. No HTML, no images, only http(s) and mailto links.

const SAFE = /^(https?:\/\/[^\s]|mailto:[^\s])/i;
const RULES = [
  ["code", /^(`+)(?!`)([^]*?[^`])\1(?!`)/],
  ["escape", /^\\([\\`*_{}[\]()#+\-.!|~>])/],
  ["image", /^!\[([^\]]*)\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\])/],
  ["citation", /^\[(\d{1,3})\](?!\()/],
  ["link", /^\[((?:[^[\]\\]|\\.|\[[^\]]*\])+)\]\(\s*<?((?:[^\s()>]|\([^\s()]*\))*)>?(?:\s+["'(][^)]*)?\)/],
  ["auto", /^<((?:https?:\/\/|mailto:)[^\s<>]+)>/i],
  ["strong", /^(\*\*|__)(?=\S)([^]*?\S)\1/],
  ["em", /^([*_])(?=[^\s*_])([^]*?[^\s])\1(?!\w)/],
  ["del", /^~~(?=\S)([^]*?\S)~~/],
  ["bare", /^https?:\/\/[^\s<>()[\]]+[^\s<>()[\].,:;!?'"]/i],
  ["break", /^( {2,}|\\)\n/],
];
const SPECIAL = /[`\\![<*_~\n ]|https?:\/\//i;

/** The tree of one run of text. `depth` bounds nesting, so no input can exhaust the stack. */
export function inline(text, depth = 0) {
  const nodes = [];
  let plain = "";
  let rest = text;
  let before = "";
  const push = (node) => {
    if (plain) nodes.push({ type: "text", text: plain });
    plain = "";
    nodes.push(node);
  };
  while (rest) {
    const hit = depth < 12 ? match(rest, before) : null;
    if (hit) {
      if (hit.node.type === "text") plain += hit.node.text;
      else push(hit.node.children === undefined ? hit.node : { ...hit.node, children: inline(hit.node.children, depth + 1) });
      before = hit.raw.at(-1);
      rest = rest.slice(hit.raw.length);
      continue;
    }
    const next = rest.slice(1).search(SPECIAL);
    const taken = next < 0 ? rest : rest.slice(0, next + 1);
    plain += taken;
    before = taken.at(-1);
    rest = rest.slice(taken.length);
  }
  if (plain) nodes.push({ type: "text", text: plain });
  return nodes;
}

function match(rest, before) {
  for (const [type, pattern] of RULES) {
    if (type === "em" && rest[0] === "_" && /\w/.test(before)) continue;
    if (type === "bare" && /\w/.test(before)) continue;
    const found = pattern.exec(rest);
    if (found) return { raw: found[0], node: build(type, found) };
  }
  return null;
}

function build(type, found) {
  switch (type) {
    case "code": return { type, text: found[2].replace(/\n/g, " ").replace(/^ (.+) $/, "$1") };
    case "escape": return { type: "text", text: found[1] };
    case "image": return { type: "text", text: found[1] };
    case "citation": return { type, number: Number(found[1]) };
    case "link": return SAFE.test(found[2]) ? { type, href: found[2], children: found[1] } : { type: "span", children: found[1] };
    case "auto": return { type: "address", href: found[1], text: found[1].replace(/^mailto:/i, "") };
    case "bare": return { type: "address", href: found[0], text: found[0] };
    case "break": return { type };
    case "del": return { type, children: found[1] };
    default: return { type, children: found[2] };
  }
}
