"""Heads and feet of pages: what most pages begin or end with is said once."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

_NUMBER: Final = re.compile(r"\d+")
_EDGE, _LEAST_LINES, _LEAST_PAGES, _MOST_PAGES = 2, 6, 3, 0.6
_Place = tuple[int, int]
"""A page and one of its lines, both counted from 0."""


def without_margins(pages: Sequence[str]) -> list[str]:
    """The pages without the lines that stand at the head or foot of most of them, but for the first time.

    Numbers in such lines must stay the same, or grow as the pages do; a line that is a page number alone goes always.
    """
    at_edge: dict[str, list[_Place]] = defaultdict(list)
    parted = [page.split("\n") for page in pages]
    for page, lines in enumerate(parted):
        for line in _edges(lines):
            at_edge[_form(lines[line])].append((page, line))
    least = max(_LEAST_PAGES, _MOST_PAGES * sum(bool(page.strip()) for page in pages))
    for form, places in at_edge.items():
        alike = _alike(parted, places)
        if len({page for page, _ in alike}) >= least:
            for page, line in alike if form == "0" else alike[1:]:
                parted[page][line] = ""
    return ["\n".join(lines) for lines in parted]


def _edges(lines: Sequence[str]) -> set[int]:
    """The first and last lines; none of a page of so few lines that these would be most of it."""
    filled = [at for at, line in enumerate(lines) if line.strip()]
    return {*filled[:_EDGE], *filled[-_EDGE:]} if len(filled) >= _LEAST_LINES else set()


def _form(line: str) -> str:
    """A line but for its numbers."""
    return _NUMBER.sub("0", unicodedata.normalize("NFKC", line)).strip().casefold()


def _alike(parted: Sequence[Sequence[str]], places: Sequence[_Place]) -> list[_Place]:
    """Those of the places whose numbers go with the first one's."""
    numbers = [_numbers(parted[page][line]) for page, line in places]
    first = places[0][0]
    return [
        place
        for place, here in zip(places, numbers, strict=True)
        if all(number - begun in (0, place[0] - first) for begun, number in zip(numbers[0], here, strict=True))
    ]


def _numbers(line: str) -> list[int]:
    return [int(found[:18]) for found in _NUMBER.findall(unicodedata.normalize("NFKC", line))]
