"""The numbers that Word computes for headings and lists (ECMA-376 part 1, 17.9): `4.2` stands nowhere in the text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from appliance.engines.parse.markup import attribute

_LEVELS: Final = 9
_STEPS: Final = 20
_ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LETTERS: Final = 26
_MOST_ROMAN: Final = 4000
_ENDINGS: Final = {1: "st", 2: "nd", 3: "rd"}
_TEENS: Final = (11, 12, 13)


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    is_legal: bool = False
    style: str | None = None


@dataclass(frozen=True, slots=True)
class _List:
    """One numbering: whose counters it shares, its levels, and where a level begins anew at its first use."""

    counters: str
    levels: dict[int, _Level]
    restarts: dict[int, int]


class Numbering:
    """Gives each numbered paragraph its label; asked once for each, in the order of the text."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._styles = dict(_of_styles(styles)) if styles is not None else {}
        self._lists = dict(_lists(numbering)) if numbering is not None else {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()

    def label(self, properties: etree._Element, style: str) -> str | None:
        """The number as it is shown, empty for a bullet; None for a paragraph that is no item of a list."""
        number, level = self._place(properties, style)
        found = self._lists.get(number or "")
        if number is None or found is None:
            return "" if number not in {None, "0"} else None
        counts = self._counts.setdefault(found.counters, [None] * _LEVELS)
        if number not in self._begun:
            self._begun.add(number)
            for at, start in found.restarts.items():
                counts[at] = start - 1
        known = found.levels.get(level, _Level())
        before = counts[level]
        counts[level] = known.start if before is None else before + 1
        counts[level + 1 :] = [None] * (_LEVELS - level - 1)
        return _shown(found.levels, level, counts)

    def _place(self, properties: etree._Element, style: str) -> tuple[str | None, int]:
        """The list and the level of a paragraph, by its own word or its style's."""
        own = properties.find("{*}numPr")
        number, level = _told(own) if own is not None else (None, None)
        above, steps = style, 0
        while number is None and above in self._styles and steps < _STEPS:
            parent, number, told = self._styles[above]
            if number is not None and level is None:
                level = told if told is not None else self._linked(number, above)
            above, steps = parent, steps + 1
        return number, min(max(level or 0, 0), _LEVELS - 1)

    def _linked(self, number: str, style: str) -> int:
        """The level that names a style as its own."""
        found = self._lists.get(number)
        levels = found.levels.items() if found is not None else ()
        return next((at for at, level in levels if level.style == style), 0)


def _shown(levels: dict[int, _Level], at: int, counts: list[int | None]) -> str:
    own = levels.get(at, _Level())
    if own.form in {"bullet", "none"}:
        return ""
    text = own.text
    for other in range(at + 1):
        level = levels.get(other, _Level())
        count = counts[other]
        form = "decimal" if own.is_legal else level.form
        text = text.replace(f"%{other + 1}", formed(level.start if count is None else count, form))
    return text.strip()


def formed(number: int, form: str) -> str:
    """A number as a form of numbering writes it (17.18.59); what is not known is written in digits."""
    if form in {"lowerLetter", "upperLetter"} and number > 0:
        letters = chr(97 + (number - 1) % _LETTERS) * min((number - 1) // _LETTERS + 1, 9)
        return letters.upper() if form == "upperLetter" else letters
    if form in {"lowerRoman", "upperRoman"} and 0 < number < _MOST_ROMAN:
        return _roman(number).upper() if form == "upperRoman" else _roman(number)
    if form == "ordinal":
        return f"{number}{'th' if number % 100 in _TEENS else _ENDINGS.get(number % 10, 'th')}"
    return "" if form in {"bullet", "none"} else f"{number:02}" if form == "decimalZero" else str(number)


def _roman(number: int) -> str:
    said = ""
    for value, letters in _ROMAN:
        said += letters * (number // value)
        number %= value
    return said


def _told(numbered: etree._Element) -> tuple[str | None, int | None]:
    number, level = _value(numbered, "numId"), _value(numbered, "ilvl")
    return number, _whole(level) if level is not None else None


def _of_styles(styles: etree._Element) -> Iterator[tuple[str, tuple[str, str | None, int | None]]]:
    """What each style is based on, and the list and level that it says."""
    for style in styles.iterfind("{*}style"):
        numbered = style.find("{*}pPr/{*}numPr")
        number, level = _told(numbered) if numbered is not None else (None, None)
        yield attribute(style, "styleId") or "", (_value(style, "basedOn") or "", number, level)


def _lists(numbering: etree._Element) -> Iterator[tuple[str, _List]]:
    abstract = {
        attribute(one, "abstractNumId") or "": dict(map(_level, one.iterfind("{*}lvl")))
        for one in numbering.iterfind("{*}abstractNum")
    }
    for one in numbering.iterfind("{*}num"):
        shared = _value(one, "abstractNumId") or ""
        levels, restarts = dict(abstract.get(shared, {})), {}
        for change in one.iterfind("{*}lvlOverride"):
            at, start, own = _at(change), _value(change, "startOverride"), change.find("{*}lvl")
            if start is not None:
                restarts[at] = _whole(start)
            if own is not None:
                levels[at] = _level(own)[1]
        yield attribute(one, "numId") or "", _List(shared, levels, restarts)


def _level(element: etree._Element) -> tuple[int, _Level]:
    legal = element.find("{*}isLgl")
    return _at(element), _Level(
        start=_whole(_value(element, "start") or "0"),
        form=_value(element, "numFmt") or "decimal",
        text=_value(element, "lvlText") or "",
        is_legal=legal is not None and attribute(legal, "val") not in {"0", "false"},
        style=_value(element, "pStyle"),
    )


def _at(element: etree._Element) -> int:
    return min(_whole(attribute(element, "ilvl") or "0"), _LEVELS - 1)


def _value(element: etree._Element, name: str) -> str | None:
    found = element.find(f"{{*}}{name}")
    return attribute(found, "val") if found is not None else None


def _whole(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) < _LEVELS else 0
