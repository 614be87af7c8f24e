// Model and document text as nodes. The tree knows no HTML and no image, so nothing written by a model can act or call home.
import { html } from "htm/preact";
import { useMemo } from "preact/hooks";
import { t } from "app/house/i18n.js";
import { blocks } from "app/parts/markdown-blocks.js";

/** `citation(number, key)` draws a mark [n]; without it the mark stays text. */
export function Markdown({ text, citation }) {
  const tree = useMemo(() => blocks(text || ""), [text]);
  return html`<div class="prose">${tree.map((node, index) => drawBlock(node, index, citation))}</div>`;
}

function drawBlock(node, key, cite) {
  const inner = (children) => drawInline(children, cite);
  switch (node.type) {
    case "heading": return html`<${`h${Math.min(6, node.level + 2)}`} key=${key}>${inner(node.children)}<//>`;
    case "paragraph": return html`<p key=${key}>${inner(node.children)}</p>`;
    case "rule": return html`<hr key=${key} />`;
    case "code": return html`<pre key=${key} tabindex="0"><code>${node.text}</code></pre>`;
    case "quote": return html`<blockquote key=${key}>${node.children.map((child, index) => drawBlock(child, index, cite))}</blockquote>`;
    case "list": return drawList(node, key, cite);
    default: return drawTable(node, key, inner);
  }
}

function drawList(node, key, cite) {
  const tight = (child, index) => (!node.loose && child.type === "paragraph"
    ? html`<span key=${index}>${drawInline(child.children, cite)}</span>`
    : drawBlock(child, index, cite));
  return html`<${node.ordered ? "ol" : "ul"} key=${key} start=${node.start > 1 ? node.start : undefined}>
    ${node.items.map((item, index) => html`<li key=${index}>${item.map(tight)}</li>`)}
  <//>`;
}

function drawTable(node, key, inner) {
  return html`<div class="prose-table" key=${key} tabindex="0" role="region" aria-label=${t("table")}><table>
    <thead><tr>${node.head.map((cell, index) => html`<th key=${index} class=${`is-${node.aligns[index]}`} scope="col">${inner(cell)}</th>`)}</tr></thead>
    <tbody>${node.rows.map((row, at) => html`<tr key=${at}>
      ${node.head.map((_, index) => html`<td key=${index} class=${`is-${node.aligns[index]}`}>${inner(row[index] || [])}</td>`)}
    </tr>`)}</tbody></table></div>`;
}

const STOP = /^[.,;:!?)\]…»”"']+/;

/** A mark keeps with the word before it and the stop behind it: lines never begin with either. */
function bound(nodes) {
  return nodes.map((node, at) => {
    if (node.type !== "text") return node;
    const text = nodes[at - 1]?.type === "citation" ? node.text.replace(STOP, "") : node.text;
    return { ...node, text: nodes[at + 1]?.type === "citation" ? text.replace(/ $/, "\u00a0") : text };
  });
}

function drawMark(node, next, key, cite) {
  const mark = cite?.(node.number, key) ?? `[${node.number}]`;
  const stop = next?.type === "text" ? STOP.exec(next.text)?.[0] : null;
  return stop ? html`<span class="together" key=${key}>${mark}${stop}</span>` : mark;
}

function drawInline(nodes, cite) {
  return bound(nodes).map((node, key) => {
    switch (node.type) {
      case "text": return node.text;
      case "code": return html`<code key=${key}>${node.text}</code>`;
      case "break": return html`<br key=${key} />`;
      case "citation": return drawMark(node, nodes[key + 1], key, cite);
      case "link":
      case "address": return html`<a key=${key} href=${node.href} target="_blank" rel="noopener noreferrer nofollow">
        ${node.text ?? drawInline(node.children, null)}</a>`;
      case "span": return html`<span key=${key}>${drawInline(node.children, cite)}</span>`;
      default: return html`<${node.type} key=${key}>${drawInline(node.children, cite)}<//>`;
    }
  });
}
