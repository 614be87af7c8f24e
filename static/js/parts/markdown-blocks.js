// Block Markdown to a tree: headings, paragraphs, lists, quotes, code, tables, rules. Written for half-finished streams too.
import { inline } from "app/parts/markdown-inline.js";

const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([\w+#.-]*)[^`]*$/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const RULE = /^ {0,3}([-*_])( *\1){2,} *$/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])( +|$)(.*)$/;
const QUOTE = /^ {0,3}> ?/;
const DIVIDER = /^ {0,3}\|? *:?-+:? *(\| *:?-+:? *)*\|? *$/;

export function blocks(text, depth = 0) {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\t/g, "    ").split("\n");
  const found = [];
  let at = 0;
  while (at < lines.length) {
    const [node, next] = block(lines, at, depth);
    if (node) found.push(node);
    at = next;
  }
  return found;
}

function block(lines, at, depth) {
  const line = lines[at];
  if (!line.trim()) return [null, at + 1];
  const fence = FENCE.exec(line);
  if (fence) return code(lines, at, fence);
  const heading = HEADING.exec(line);
  if (heading) return [{ type: "heading", level: heading[1].length, children: inline(heading[2]) }, at + 1];
  if (RULE.test(line)) return [{ type: "rule" }, at + 1];
  if (depth < 8 && QUOTE.test(line)) return quote(lines, at, depth);
  if (depth < 8 && ITEM.test(line)) return list(lines, at, depth);
  if (line.includes("|") && DIVIDER.test(lines[at + 1] ?? "")) return table(lines, at);
  return paragraph(lines, at);
}

function code(lines, at, [, marks, name]) {
  const body = [];
  let end = at + 1;
  for (; end < lines.length; end += 1) {
    if (lines[end].trim().startsWith(marks) && !lines[end].trim().slice(marks.length).replaceAll(marks[0], "")) break;
    body.push(lines[end]);
  }
  return [{ type: "code", name, text: body.join("\n") }, end + 1];
}

function quote(lines, at, depth) {
  let end = at;
  while (end < lines.length && lines[end].trim() && (QUOTE.test(lines[end]) || !starts(lines[end]))) end += 1;
  const inner = lines.slice(at, end).map((line) => line.replace(QUOTE, "")).join("\n");
  return [{ type: "quote", children: blocks(inner, depth + 1) }, end];
}

function list(lines, at, depth) {
  const first = ITEM.exec(lines[at]);
  const ordered = /\d/.test(first[2]);
  const items = [];
  let loose = false;
  let end = at;
  while (end < lines.length) {
    const mark = ITEM.exec(lines[end]);
    if (!mark || /\d/.test(mark[2]) !== ordered || RULE.test(lines[end])) break;
    const width = mark[1].length + mark[2].length + Math.min(mark[3].length || 1, 4);
    const [body, next] = item(lines, end, width, mark[4]);
    items.push(blocks(body.join("\n"), depth + 1));
    const follower = ITEM.exec(lines[next] ?? "");
    if (follower && !lines[next - 1].trim() && /\d/.test(follower[2]) === ordered) loose = true;
    end = next;
  }
  return [{ type: "list", ordered, start: ordered ? Number.parseInt(first[2], 10) : null, loose, items }, end];
}

function item(lines, at, width, first) {
  const body = [first];
  let end = at + 1;
  for (; end < lines.length; end += 1) {
    const line = lines[end];
    const indent = line.length - line.trimStart().length;
    if (!line.trim()) {
      const follows = lines[end + 1];
      if (follows === undefined || (follows.trim() && follows.length - follows.trimStart().length < width)) {
        end += 1;
        break;
      }
    } else if (indent < width && (starts(line) || !body.at(-1).trim())) break;
    body.push(indent >= width ? line.slice(width) : line.trimStart());
  }
  return [body, end];
}

function table(lines, at) {
  const aligns = cells(lines[at + 1]).map((cell) => (cell.endsWith(":") ? (cell.startsWith(":") ? "center" : "right") : "left"));
  const rows = [];
  let end = at + 2;
  for (; end < lines.length && lines[end].includes("|"); end += 1) rows.push(cells(lines[end]).map((cell) => inline(cell)));
  return [{ type: "table", aligns, head: cells(lines[at]).map((cell) => inline(cell)), rows }, end];
}

const cells = (line) =>
  line.trim().replace(/^\|/, "").replace(/(?<!\\)\|$/, "").split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));

const starts = (line) => FENCE.test(line) || HEADING.test(line) || RULE.test(line) || QUOTE.test(line) || ITEM.test(line);

function paragraph(lines, at) {
  let end = at + 1;
  while (end < lines.length && lines[end].trim() && !starts(lines[end])) end += 1;
  const text = lines.slice(at, end).map((line) => line.trimStart()).join("\n").trimEnd();
  return [{ type: "paragraph", children: inline(text) }, end];
}
