"""Finds the words of a query in a text, in any script, and cuts an excerpt with them marked."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape

from appliance.store.search.analysis import GOES_ON, WORD, parted, size_of, stems_of
from appliance.store.search.language import detect
from appliance.store.search.question import Group, groups_of, languages_of

Span = tuple[int, int]


class Sought:
    """Which words are a query's, in any of some languages; remembered for all passages of an answer."""

    def __init__(self, groups: Sequence[Group], spoken: tuple[str, ...]) -> None:
        self.wanted = frozenset(term for group in groups if not group.prefix for term in group.terms)
        self.prefixes = frozenset(group.terms[0] for group in groups if group.prefix)
        self._spoken = spoken
        begun = {term[0] for term in self.wanted}
        self._initials = begun | {letter.upper() for letter in begun}
        initials = "".join(sorted(map(re.escape, self._initials)))
        self._begun = re.compile(rf"\b[{initials}]\w*", re.ASCII) if initials else None
        self._seen: set[str] = set()
        self._found: set[str] = set()

    def spans(self, text: str) -> list[Span]:
        """Where the words stand in a text without runs and underscores, in no order."""
        if self._begun is None:
            return []
        words = set((self._begun if text.isascii() else WORD).findall(text))
        return [span for word in self._among(words) for span in _standing(word, text)]

    def _among(self, words: set[str]) -> set[str]:
        """Those of the words that are sought. Their stems are looked at once."""
        initials, wanted = self._initials, self.wanted
        # No stemmer changes the first letter of a word if that is of ASCII, so most words need no look.
        fresh = {word for word in words - self._seen if word[0] in initials or word[0] > "\x7f"}
        for table in stems_of(self._spoken):
            self._found.update([word for word in fresh if table[word] in wanted])
        self._seen |= words
        return self._found & words


def _standing(word: str, text: str) -> Iterator[Span]:
    """Where a word stands by itself."""
    start = text.find(word)
    while start >= 0:
        end = start + len(word)
        if not GOES_ON.match(text, end) and not (start and GOES_ON.match(text, start - 1)):
            yield start, end
        start = text.find(word, end)


@lru_cache(maxsize=64)
def _sought(query: str, languages: tuple[str, ...]) -> Sought:
    return Sought(groups_of(query, languages), languages_of(detect(query), languages))


def matches(text: str, query: str, languages: tuple[str, ...] = ()) -> list[Span]:
    """Where the words of the query stand in the text: (start, end) in code points, in order, none overlapping.

    `languages` are those of the text or of the searched bases, as in an Ask; without any, the text's is detected.
    """
    sought = _sought(query, languages or ((language,) if (language := detect(text)) else ()))
    words, runs = parted(text)
    spans = sought.spans(words)
    for run in runs:
        spans += _grams_found(run[0], run.start(), size_of(run), sought)
    return _joined(sorted(spans))


def _grams_found(run: str, start: int, size: int, sought: Sought) -> Iterator[Span]:
    for at in range(len(run)):
        for length in range(1, size + 1):
            if run[at : at + length] in (sought.wanted if length == size else sought.prefixes):
                yield start + at, start + at + length


def _joined(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def snippet(text: str, query: str, languages: tuple[str, ...] = (), *, width: int = 300) -> str:
    """An excerpt of about `width` code points around most matches, safe as HTML, matches inside `<mark>`."""
    spans = matches(text, query, languages)
    start, end = _window(text, spans, width)
    parts = ["… " if start else ""]
    at = start
    for first, last in spans:
        if first >= start and last <= end:
            parts += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
            at = last
    parts += [escape(text[at:end]), " …" if end < len(text) else ""]
    return "".join(parts)


def _window(text: str, spans: list[Span], width: int) -> Span:
    """The stretch with the most matched characters, begun and ended between words where there are any."""
    if len(text) <= width:
        return 0, len(text)
    best, start, right, held = -1, 0, 0, 0
    for left, (first, last) in enumerate(spans):
        while right < len(spans) and spans[right][1] <= first + width * 3 // 4:
            held += spans[right][1] - spans[right][0]
            right += 1
        if held > best:
            best, start = held, first
        if right > left:
            held -= last - first
        else:
            right = left + 1
    start = _after_gap(text, max(0, min(start - width // 4, len(text) - width)))
    return start, _before_gap(text, start, min(len(text), start + width))


def _after_gap(text: str, start: int) -> int:
    gap = text.find(" ", start, start + 30) if start else -1
    return gap + 1 if gap >= 0 else start


def _before_gap(text: str, start: int, end: int) -> int:
    gap = text.rfind(" ", max(start, end - 30), end) if end < len(text) else -1
    return gap if gap >= 0 else end
