"""Puts the words of a PDF page in reading order by where they stand: lines, table rows, columns, turned pages.

The order in which a file draws is kept wherever it goes on downwards or to the right; places decide what is one line,
one row of a table, or one column of two that were drawn line by line.
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Final

CELL: Final = " | "
_WIDE: Final = 1.3
"""A gap between words, in line heights, from which on they stand in different cells or columns."""
_APART: Final = 0.6
"""The same where the file begins a new line between them."""
_TIGHT, _BACK, _SMALLER, _RAISED = 0.15, 0.5, 0.85, 0.25
_LEADING: Final = 0.75
"""How far below each other, in line heights, two lines of one paragraph stand at most."""
_PROSE_LINE, _FEW_LINES, _COLUMN_ROWS, _LEAST_MARKED = 30, 3, 4, 3
_LEADERS = re.compile(r"(?:[ \t]*[.\u00b7\u2026]){6,}[ \t]*")
_SIGNS: Final = ".,;:!?()[]\"'\u201c\u201d\u2018\u2019"
_HYPHENATED = re.compile(r"(?<=[^\W\d_]{2})[-\u00ad\u2010]\Z")


@dataclass(slots=True)
class Word:
    """A run without blanks and its box; `broke`: the file begins a new line before it; `askew`: turned otherwise."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    broke: bool
    askew: bool = False

    def turned(self, quarters: int) -> "Word":
        """As seen once the page is turned clockwise by that many quarters."""
        left, bottom, right, top = self.left, self.bottom, self.right, self.top
        for _ in range(quarters % 4):
            left, bottom, right, top = bottom, -right, top, -left
        return Word(self.text, left, bottom, right, top, self.broke, self.askew)


@dataclass(slots=True)
class _Line:
    """Words that stand closely side by side."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 0.1)

    def beside(self, other: "_Line | Word") -> bool:
        """Whether both stand at the same height of the page."""
        top, bottom, others_top, others_bottom = self.top, self.bottom, other.top, other.bottom
        if top == others_top and bottom == others_bottom and top - bottom > 0.1:  # noqa: PLR2004 -- as mostly
            return True
        shared = min(top, others_top) - max(bottom, others_bottom)
        return shared > 0.5 * min(self.height, max(others_top - others_bottom, 0.1))

    def take(self, word: Word) -> bool:
        """Go on with the next word if it stands right behind."""
        gap = (word.left - self.right) / self.height
        if not -_BACK <= gap <= (_APART if word.broke else _WIDE) or not self.beside(word):
            return False
        is_one_word = word.broke and gap < _TIGHT and not word.askew and not self._marks(word)
        self.text += word.text if is_one_word else f" {word.text}"
        self.right, self.bottom = max(self.right, word.right), min(self.bottom, word.bottom)
        self.top = max(self.top, word.top)
        return True

    def _marks(self, word: Word) -> bool:
        """Whether one of both is the raised number of a note, and the other is the word that it belongs to."""
        if word.text.isdecimal():
            return self.text[-_LEAST_MARKED:].isalpha() and is_raised(word, self)
        return self.text.isdecimal() and word.text[:_LEAST_MARKED].isalpha() and is_raised(self, word)


def is_raised(small: "Word | _Line", large: "Word | _Line") -> bool:
    """Whether one is written smaller than the other and above its line, as the numbers of notes are."""
    height = large.top - large.bottom
    return small.top - small.bottom < _SMALLER * height and small.bottom > large.bottom + _RAISED * height


@dataclass(slots=True)
class _Block:
    """Lines below each other: a paragraph, or what stands in one cell."""

    lines: list[_Line] = field(default_factory=list)

    @property
    def left(self) -> float:
        return min(line.left for line in self.lines)

    @property
    def right(self) -> float:
        return max(line.right for line in self.lines)

    @property
    def bottom(self) -> float:
        return min(line.bottom for line in self.lines)

    @property
    def top(self) -> float:
        return max(line.top for line in self.lines)

    @property
    def is_prose(self) -> bool:
        """Whether it is more than a cell would hold."""
        return len(self.lines) > _FEW_LINES and median(len(line.text) for line in self.lines) >= _PROSE_LINE

    def take(self, line: _Line) -> bool:
        """Go on with the next line if it stands right below."""
        last = self.lines[-1]
        gap, height = last.bottom - line.top, max(last.height, line.height)
        is_below = -0.5 * height < gap <= _LEADING * height and not last.beside(line)
        if not is_below or min(line.right, self.right) <= max(line.left, self.left):
            return False
        self.lines.append(line)
        return True


def text_of(words: Sequence[Word], known: AbstractSet[str]) -> str:
    """The text of a page: lines as drawn, the cells of a row side by side, a blank line between paragraphs.

    `known` are the whole words of the document, as far as it was read.
    """
    rows = list(_rows(_blocks(_columns(_stretched(_downwards(_lines(words)))))))
    parts: list[str] = []
    for above, row in pairwise([None, *rows]):
        if row is None:
            continue
        is_table = above is not None and len(above) > 1 and len(row) > 1
        parts.extend(("" if above is None else "\n" if is_table else "\n\n", _row_text(row, known)))
    return _LEADERS.sub(" ... ", "".join(parts))


def whole_words(words: Sequence[Word]) -> Iterator[str]:
    """The words as they are compared, without the second halves of those that were parted at the end of a line."""
    for above, word in pairwise([None, *words]):
        if word is not None and not (above and word.broke and _HYPHENATED.search(above.text)):
            yield _bare(word.text)


def joined(lines: Sequence[str], known: AbstractSet[str] = frozenset()) -> str:
    """Lines of one paragraph with the words made whole that were parted at their ends.

    The hyphen stays where the word is `known` with it, or both halves are and the whole is not.
    """
    found: list[str] = []
    for line in lines:
        if found and line[:1].islower() and _HYPHENATED.search(found[-1]):
            first, _, rest = line.partition(" ")
            start = found[-1].rpartition(" ")[2][:-1]
            found[-1] = (found[-1] if _is_compound(_bare(start), _bare(first), known) else found[-1][:-1]) + first
            found.extend([rest] if rest else [])
        else:
            found.append(line)
    return "\n".join(found)


def _is_compound(start: str, rest: str, known: AbstractSet[str]) -> bool:
    """Whether a hyphen at the end of a line belongs to the word that it parts."""
    return f"{start}-{rest}" in known or ({start, rest} <= known and start + rest not in known)


def _bare(word: str) -> str:
    return word.strip(_SIGNS).casefold()


def _lines(words: Sequence[Word]) -> list[_Line]:
    lines: list[_Line] = []
    for word in words:
        if not lines or not lines[-1].take(word):
            lines.append(_Line(word.text, word.left, word.bottom, word.right, word.top))
    return lines


def _downwards(lines: list[_Line]) -> list[_Line]:
    """The lines of a page that was drawn from its foot up, from its head down."""
    ups = sum(below.bottom > above.bottom + above.height / 2 for above, below in pairwise(lines))
    return sorted(lines, key=lambda line: -line.top) if 2 * ups > len(lines) - 1 > 0 else lines


def _stretched(lines: Sequence[_Line]) -> list[_Line]:
    """The lines, those made one again that only stretch from margin to margin as their neighbour does."""
    found: list[_Line] = []
    at = 0
    while at < len(lines):
        end = at + 1
        while end < len(lines) and lines[end].left > lines[end - 1].right and lines[end].beside(lines[end - 1]):
            end += 1
        whole = _whole(lines[at:end])
        near = [*found[-1:], *lines[end : end + 1]]
        if end - at > 1 and any(_spans_as(whole, other) for other in near):
            found.append(whole)
        else:
            found += lines[at:end]
        at = end
    return found


def _whole(lines: Sequence[_Line]) -> _Line:
    return _Line(
        " ".join(line.text for line in lines), lines[0].left, min(line.bottom for line in lines),
        lines[-1].right, max(line.top for line in lines),
    )  # fmt: skip


def _spans_as(one: _Line, other: _Line) -> bool:
    """Whether two lines of prose, one right above the other, reach from the same left to the same right."""
    near = one.height / 2
    apart = max(one.bottom - other.top, other.bottom - one.top)
    return (
        min(len(one.text), len(other.text)) >= _PROSE_LINE / 2
        and abs(one.left - other.left) < near and abs(one.right - other.right) < near and apart < near
    )  # fmt: skip


def _columns(lines: list[_Line]) -> list[_Line]:
    """Two columns that were drawn line by line, as one below the other."""
    found: list[_Line] = []
    at = 0
    while at < len(lines):
        end, middle = at, 0.0
        while (
            end + 1 < len(lines)
            and _parted(lines[end], lines[end + 1])
            and (end == at or lines[end].right < middle < lines[end + 1].left)
        ):
            middle = (lines[end].right + lines[end + 1].left) / 2 if end == at else middle
            end += 2
        if end - at >= 2 * _COLUMN_ROWS:
            found += [*lines[at:end:2], *lines[at + 1 : end : 2]]
            at = end
        else:
            found.append(lines[at])
            at += 1
    return found


def _parted(one: _Line, other: _Line) -> bool:
    """Whether these are lines of two columns of prose, side by side."""
    long = len(one.text) >= _PROSE_LINE and len(other.text) >= _PROSE_LINE
    return long and one.beside(other) and other.left > one.right


def _blocks(lines: Sequence[_Line]) -> list[_Block]:
    blocks: list[_Block] = []
    for line in lines:
        if not blocks or not blocks[-1].take(line):
            blocks.append(_Block([line]))
    return blocks


def _rows(blocks: Sequence[_Block]) -> Iterator[list[_Block]]:
    """Blocks that stand side by side as the cells of a table do, drawn from left to right."""
    row: list[_Block] = []
    for block in blocks:
        if row and not _goes_on(row, block):
            yield row
            row = []
        row.append(block)
    if row:
        yield row


def _goes_on(row: Sequence[_Block], block: _Block) -> bool:
    if block.left < row[-1].right or (block.is_prose and row[-1].is_prose):
        return False
    bottom, top = min(one.bottom for one in row), max(one.top for one in row)
    shared = min(top, block.top) - max(bottom, block.bottom)
    return shared > 0.5 * min(top - bottom, block.top - block.bottom)


def _row_text(row: Sequence[_Block], known: AbstractSet[str]) -> str:
    if len(row) == 1:
        return joined([line.text for line in row[0].lines], known)
    if (count := len(row[0].lines)) > 1 and all(len(block.lines) == count for block in row) and _is_aligned(row):
        return "\n".join(CELL.join(block.lines[at].text for block in row) for at in range(count))
    return CELL.join(joined([line.text for line in block.lines], known).replace("\n", " ") for block in row)


def _is_aligned(row: Sequence[_Block]) -> bool:
    """Whether the lines of all cells stand at the same heights: columns of a table that was drawn column by column."""
    return all(
        line.beside(other) and abs(line.bottom - other.bottom) < 0.2 * line.height
        for one, block in pairwise(row)
        for line, other in zip(one.lines, block.lines, strict=True)
    )
