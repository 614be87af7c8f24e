"""Brings right-to-left lines of a page from the order they are seen in to the order they are read in.

PDF places glyphs; whether a file lists them as seen or as read differs between writers, so the places decide.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby, pairwise

_LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_STRONG = re.compile(f"[{_LETTERS}]")
_RUN = re.compile(f"[{_LETTERS}]+(?:[\\s،؛؟.,-]+[{_LETTERS}]+)*")
_OTHER = f"[^\\W_{_LETTERS}]"
_FORWARD = re.compile(f"{_OTHER}(?:[ ,.:/%+@_-]*{_OTHER})*")
_MIRROR = str.maketrans("()[]{}<>«»", ")(][}{><»«")


def has_right_to_left(text: str) -> bool:
    """Whether a text holds letters of Hebrew, Arabic or a like script."""
    return _STRONG.search(text) is not None


def to_logical(characters: list[tuple[str, float]]) -> str:
    """The text of characters with their horizontal places, each line in reading order."""
    lines: list[list[tuple[str, float]]] = [[]]
    for character, x in characters:
        if character == "\n":
            lines.append([])
        elif character != "\r":
            lines[-1].append((character, x))
    return "\n".join(_line([place for group in _glyphs(line) for place in group]) for line in lines)


def _glyphs(line: list[tuple[str, float]]) -> Iterator[list[tuple[str, float]]]:
    """Characters by glyph. The letters of one glyph (a ligature, a drawn word) come from pdfium back to front."""
    for _, group in groupby(line, key=lambda place: (place[1], bool(_STRONG.match(place[0])))):
        places = list(group)
        bases = sum(not unicodedata.combining(character) for character, _ in places)
        turned = _STRONG.match(places[0][0]) and (bases > 1 or unicodedata.combining(places[0][0]))
        yield places[::-1] if turned else places


def _line(line: list[tuple[str, float]]) -> str:
    text = "".join(character for character, _ in line)
    if not _as_seen(line):
        return text
    letters = sum(character.isalpha() for character in text)
    if 2 * len(_STRONG.findall(text)) < letters:
        return _RUN.sub(lambda run: run[0][::-1], text)
    return _turn(text)


def _as_seen(line: list[tuple[str, float]]) -> bool:
    """Whether neighbouring right-to-left letters run from left to right."""
    steps = [y - x for (a, x), (b, y) in pairwise(line) if _STRONG.match(a) and _STRONG.match(b) and x != y]
    return sum(step > 0 for step in steps) > len(steps) / 2


def _turn(text: str) -> str:
    """Reverse a line, leaving numbers and words of other scripts as they are."""
    turned = text[::-1].translate(_MIRROR)
    return _FORWARD.sub(lambda run: run[0][::-1], turned)
