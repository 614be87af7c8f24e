"""Collects the blocks a parser finds into one text, keeping count of pages and headings."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from appliance.engines.parse.model import HeadingSpan, PageSpan, Parsed, ParseFailed, clean

MAX_CHARACTERS = 20_000_000
_SPACES = re.compile(r"[^\S\n]+")
_ROW = re.compile(r"^.* \| .*$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n{3,}")


class Document:
    """Blocks stand apart by a blank line; NFC holds for the whole because a line feed composes with nothing."""

    def __init__(self, media_type: str) -> None:
        self.media_type = media_type
        self.title: str | None = None
        self._parts: list[str] = []
        self._length = 0
        self._pages: list[PageSpan] = []
        self._headings: list[HeadingSpan] = []
        self._whole: list[tuple[int, int]] = []

    @property
    def length(self) -> int:
        return self._length

    def block(self, text: str, *, keep_spaces: bool = False) -> tuple[int, int]:
        """Append one block and return where it stands; a blank one changes nothing."""
        text = clean(text)
        if not keep_spaces:
            text = "\n".join([_one_spaced(line) for line in text.split("\n")])
        text = _BLANK_LINES.sub("\n\n", text).strip("\n") if not keep_spaces else text.strip("\n")
        if not text.strip():
            return self._length, self._length
        if self._length + len(text) > MAX_CHARACTERS:
            raise ParseFailed("too_large", "The document holds more text than is accepted.")
        if self._parts:
            self._parts.append("\n\n")
            self._length += 2
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        return start, self._length

    def whole(self, text: str, *, keep_spaces: bool = False) -> None:
        """Append a block that passages should not cut: a row of a table, a piece of code."""
        self._whole.append(self.block(text, keep_spaces=keep_spaces))

    def keep_whole(self, start: int, end: int) -> None:
        """Declare a part of the last block such a one."""
        self._whole.append((start, end))

    def heading(self, level: int, text: str) -> None:
        """Append a heading on one line; level is held within 1 to 9."""
        start, end = self.block(" ".join(text.split()))
        if end > start:
            self.mark_heading(level, start, end)

    def mark_heading(self, level: int, start: int, end: int) -> None:
        """Declare a part of the last block a heading."""
        block = self._parts[-1]
        offset = self._length - len(block)
        text = " ".join(block[start - offset : end - offset].split())
        self._headings.append(HeadingSpan(max(1, min(level, 9)), text, start, end))

    def page(self, number: int, text: str, outline: list[tuple[int, str]] | None = None) -> None:
        """Append a whole page; outline entries found as lines of it become headings."""
        start, end = self.block(text)
        self._pages.append(PageSpan(number, start, end))
        if end == start:
            return
        self._whole += [(start + row.start(), start + row.end()) for row in _ROW.finditer(self._parts[-1])]
        if outline:
            self._outline(start, outline)

    @contextmanager
    def on_page(self, number: int) -> Iterator[None]:
        """Blocks appended inside stand on that page."""
        before = self._length
        yield
        start = before + 2 if before and self._length > before else before
        self._pages.append(PageSpan(number, start, self._length))

    def nested(self, parsed: Parsed, depth: int) -> None:
        """Append a document that stood inside this one; its headings go down by `depth`, its pages are not ours."""
        start, _ = self.block(parsed.text, keep_spaces=True)
        for heading in parsed.headings:
            self.mark_heading(heading.level + depth, start + heading.start, start + heading.end)
        self._whole += [(start + first, start + last) for first, last in parsed.whole]

    def _outline(self, start: int, outline: list[tuple[int, str]]) -> None:
        body, cursor = self._parts[-1], 0
        for level, title in outline:
            words = [re.escape(word) for word in clean(title).split()]
            found = re.compile(r"\s+".join(words)).search(body, cursor) if words else None
            if found:
                self.mark_heading(level, start + found.start(), start + found.end())
                cursor = found.end()

    def rows(self, rows: list[list[str]], *, header: bool | None = None) -> None:
        """Append a table. A record under a header row becomes `name: value; ...`, readable alone in any passage."""
        rows = [[" ".join(cell.split()) for cell in row] for row in rows if any(cell.strip() for cell in row)]
        if not rows:
            return
        if header is None:
            header = looks_like_header(rows)
        if not header or len(rows) == 1:
            self._lines([" | ".join(cell for cell in row if cell) for row in rows])
            return
        names = rows[0]
        self.block(" | ".join(name for name in names if name))
        for row in rows[1:]:
            self.whole(record(names, row))

    def _lines(self, lines: list[str]) -> None:
        """Append one block of lines that each stay whole."""
        at, _ = self.block("\n".join(lines), keep_spaces=True)
        for line in lines:
            self._whole.append((at, at + len(line)))
            at += len(line) + 1

    def finish(self) -> Parsed:
        """The document, still without passages."""
        title = " ".join(clean(self.title).split())[:500] if self.title else ""
        headings = tuple(sorted(self._headings, key=lambda h: h.start))
        whole = tuple(span for span in self._whole if span[1] > span[0])
        return Parsed(title or None, "".join(self._parts), tuple(self._pages), headings, self.media_type, whole=whole)


def _one_spaced(line: str) -> str:
    if line.isprintable() and "  " not in line:  # no other white space is printable
        return line.strip()
    return _SPACES.sub(" ", line).strip()


def record(names: list[str], row: list[str]) -> str:
    """One table row as `name: value; name: value`, leaving out empty cells."""
    names = names + [""] * (len(row) - len(names))
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in zip(names, row, strict=False) if cell)


def looks_like_header(rows: list[list[str]]) -> bool:
    """Whether the first row names the columns: two or more short, distinct names, none of them a number."""
    first = [cell for cell in rows[0] if cell]
    if len(first) < 2 or len(set(first)) < len(first) or len(first) < len(rows[0]) - 1:  # noqa: PLR2004
        return False
    return all(len(cell) <= 60 and not _numeric(cell) for cell in first)  # noqa: PLR2004


def _numeric(cell: str) -> bool:
    digits = sum(character.isdigit() for character in cell)
    return digits > len(cell) / 2
