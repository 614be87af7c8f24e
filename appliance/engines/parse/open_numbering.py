"""The numbers that OpenDocument texts compute for headings and lists (OpenDocument 1.3 part 3, 16.30 and 16.34)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from appliance.engines.parse.markup import attribute, local
from appliance.engines.parse.numbering import formed

_LEVELS: Final = 10
_FORMS: Final = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
BULLET: Final = "- "


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    before: str
    behind: str
    shown: int
    start: int


_Levels = dict[int, _Level]


class OpenNumbering:
    """Labels headings and items of lists; asked once for each, in the order of the text."""

    def __init__(self, *parts: etree._Element | None) -> None:
        self._styles: dict[str, _Levels] = {}
        self._outline: _Levels = {}
        for part in parts:
            for style in part.iter("{*}list-style", "{*}outline-style") if part is not None else ():
                levels = dict(_levels(style))
                if local(style) == "outline-style":
                    self._outline = levels
                else:
                    self._styles[attribute(style, "name") or ""] = levels
        self._headings = [0] * _LEVELS
        self._last: dict[tuple[str, int], int] = {}

    def heading(self, level: int) -> str:
        """The label of the next heading of a level from 1, with a blank behind it; empty where none is shown."""
        at = min(max(level, 1), _LEVELS)
        own = self._outline.get(at)
        self._headings[at - 1] = self._headings[at - 1] + 1 if self._headings[at - 1] else own.start if own else 1
        self._headings[at:] = [0] * (_LEVELS - at)
        return _label(self._outline, self._headings[:at]) if own is not None else ""

    def items(self, listed: etree._Element, style: str, above: list[int]) -> Iterator[tuple[etree._Element, list[int]]]:
        """Each item of a list with its numbers from the outermost list inwards."""
        level = len(above) + 1
        own = self._styles.get(style, {}).get(level)
        goes_on = attribute(listed, "continue-numbering") == "true" or attribute(listed, "continue-list") is not None
        count = self._last.get((style, level), 0) if goes_on else (own.start if own else 1) - 1
        for item in listed.iterfind("{*}list-item"):
            told = attribute(item, "start-value") or ""
            count = int(told) if told.isascii() and told.isdigit() else count + 1
            self._last[style, level] = count
            yield item, [*above, count]

    def item(self, style: str, counts: list[int]) -> str:
        """The label of an item, with a blank behind it; a dash for one that is not numbered."""
        return _label(self._styles.get(style, {}), counts) or BULLET


def _label(levels: _Levels, counts: list[int]) -> str:
    own = levels.get(len(counts))
    if own is None or not own.form:
        return ""
    numbers = []
    for at in range(max(1, len(counts) - own.shown + 1), len(counts) + 1):
        level = levels.get(at)
        if level is not None and level.form:
            numbers.append(formed(counts[at - 1] or level.start, _FORMS.get(level.form[0], "decimal")))
    return f"{own.before}{'.'.join(numbers)}{own.behind}".strip() + " "


def _levels(style: etree._Element) -> Iterator[tuple[int, _Level]]:
    """The numbered levels of a style; those of bullets and pictures are not among them."""
    for level in style.iterfind("{*}list-level-style-number"):
        yield _level(level)
    for level in style.iterfind("{*}outline-level-style"):
        yield _level(level)


def _level(element: etree._Element) -> tuple[int, _Level]:
    return _whole(element, "level"), _Level(
        form=attribute(element, "num-format") or "",
        before=attribute(element, "num-prefix") or "",
        behind=attribute(element, "num-suffix") or "",
        shown=_whole(element, "display-levels"),
        start=_whole(element, "start-value"),
    )


def _whole(element: etree._Element, name: str) -> int:
    """An attribute as a number, which is 1 where nothing is said."""
    value = attribute(element, name) or ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < _LEVELS else 1
