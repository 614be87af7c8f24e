"""HTML by lexbor: the main content as blocks; navigation, scripts, styles and hidden parts are left out."""

import re
from dataclasses import replace
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from appliance.engines.parse.document import Document
from appliance.engines.parse.encoding import decode
from appliance.engines.parse.links import page_facts
from appliance.engines.parse.model import Parsed, ParseFailed
from appliance.engines.parse.source import Source

_DROPPED_PARTS = (
    "script", "style", "noscript", "template", "svg", "canvas", "iframe", "object", "embed", "nav", "dialog", "button",
    "select", "textarea", "input", "audio", "video", "map", "[hidden]", "[aria-hidden=true]",
    "header ul", "footer ul", "[role=navigation]", "[role=search]", "[role=banner]", "[role=contentinfo]",
    "[role=menu]", "[role=dialog]",
    '[style*="display:none"]', '[style*="display: none"]', '[style*="visibility:hidden"]',
)  # fmt: skip
_DROPPED = ", ".join(_DROPPED_PARTS)
_FRAME = "body > header, body > footer, body > aside, body > div > header, body > div > footer"
_MAINS = ("main", "[role=main]", "article")
_ENOUGH = 200
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "li", "main", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "tfoot", "thead", "tr", "ul", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6",
))  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_MAX_DEPTH = 2_000
_LONG_NUMBER = 8
_NESTING = re.compile(
    r"<(/?)(?:a|b|i|u|em|strong|font|small|big|span|div|section|article|blockquote|table|ul|ol|dl|center|form|details)\b",
    re.IGNORECASE,
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)


def parse(source: Source) -> Parsed:
    """The title is the page's `<title>`, else its first heading of level 1."""
    told = _CHARSET.search(bytes(source.data[:4096]))
    declared = source.charset or (told[1].decode("ascii") if told else None)
    document = Document(source.media_type)
    tree = _tree(decode(source.data, declared))
    web = page_facts(tree)
    document.title = _append(document, tree)
    return replace(document.finish(), web=web)


def append_page(document: Document, text: str) -> str | None:
    """Append the content of one page and return its title. Raises ParseFailed corrupt for absurd nesting."""
    return _append(document, _tree(text))


def _tree(text: str) -> LexborHTMLParser:
    text = text.replace("\x00", "")
    _check_depth(text)
    return LexborHTMLParser(text)


def _append(document: Document, tree: LexborHTMLParser) -> str | None:
    found = [node.text() for node in (tree.css_first("head > title"), tree.css_first("h1")) if node is not None]
    for node in tree.css(_DROPPED):
        node.remove()
    root = _main(tree)
    if root is not None:
        _Walk(document).run(root)
    return next((title for title in found if title.strip()), None)


def _check_depth(text: str) -> None:
    """Refuse what no page has: the tree builder's work grows with the square of the depth."""
    depth = 0
    for found in _NESTING.finditer(text):
        depth = max(0, depth - 1) if found[1] else depth + 1
        if depth > _MAX_DEPTH:
            raise ParseFailed("corrupt", "The page is nested too deeply.")


def _main(tree: LexborHTMLParser) -> Any:
    """The element that holds the content: what the page names so, else the body without its frame."""
    for selector in _MAINS:
        nodes = tree.css(selector)
        if len(nodes) == 1 and len(nodes[0].text(strip=True)) >= _ENOUGH:
            return nodes[0]
    for node in tree.css(_FRAME):
        node.remove()
    return tree.body


class _Walk:
    """Goes through the tree without recursion: its depth is the sender's choice."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._inline: list[str] = []
        self._prefix = ""
        self._counted: dict[int, int] = {}

    def run(self, root: Any) -> None:
        node, depth = root.child, 1
        while node is not None and depth > 0:
            descend = self._enter(node) and node.child is not None
            if descend:
                node, depth = node.child, depth + 1
                continue
            while depth > 0:
                self._leave(node.tag)
                following = node.next
                if following is not None:
                    node = following
                    break
                node, depth = node.parent, depth - 1
        self._flush()

    def _enter(self, node: Any) -> bool:
        """Take in a node; whether its children are still to be visited."""
        tag = node.tag
        if tag in {"-text", "br"}:
            self._inline.append("\x00" if tag == "br" else node.text_content or "")
            return False
        if tag not in _BLOCKS:
            return bool(node.is_element_node)
        self._flush()
        if tag == "li":
            self._prefix = self._mark(node)
        return not self._whole(tag, node)

    def _mark(self, item: Any) -> str:
        """What stands before an item of a list: its number where it has one."""
        above = item.parent
        if above is None or above.tag != "ol":
            return "- "
        told = above.attributes.get("start") or ""
        first = int(told) if told.isascii() and told.isdigit() and len(told) < _LONG_NUMBER else 1
        number = self._counted[above.mem_id] = self._counted.get(above.mem_id, first - 1) + 1
        return f"{number}. "

    def _whole(self, tag: str, node: Any) -> bool:
        """Take in a block whose inside is read at once."""
        if tag in _HEADINGS:
            self._document.heading(_HEADINGS[tag], node.text())
        elif tag == "pre":
            self._document.whole(node.text(), keep_spaces=True)
        elif tag == "table" and _is_data(node):
            self._table(node)
        else:
            return False
        return True

    def _leave(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._flush()

    def _flush(self) -> None:
        text = re.sub(r"\s+", " ", "".join(self._inline)).replace("\x00", "\n")
        self._inline.clear()
        if text.strip():
            self._document.block(self._prefix + text.strip())
            self._prefix = ""

    def _table(self, table: Any) -> None:
        caption = table.css_first("caption")
        if caption is not None:
            self._document.block(" ".join(caption.text().split()))
        rows: list[list[str]] = []
        marked = None
        for row in table.css("tr"):
            cells = [cell for cell in row.iter() if cell.tag in {"td", "th"}]
            if not rows and len(cells) > 1 and all(cell.tag == "th" for cell in cells):
                marked = True
            rows.append([" ".join(cell.text(separator=" ").split()) for cell in cells])
        self._document.rows(rows, header=marked)


def _is_data(table: Any) -> bool:
    """A table of data has no table or section heading inside; others only place things on the page."""
    return not any(node.mem_id != table.mem_id for node in table.css("table, h1, h2, h3"))
