"""Finds the words of a query in a text, in any script, and cuts an excerpt with them marked."""

from collections.abc import Iterator
from html import escape

from appliance.store.search.analysis import Piece, pieces, stem
from appliance.store.search.language import detect
from appliance.store.search.question import groups_of, languages_of

Span = tuple[int, int]


def matches(text: str, query: str, languages: tuple[str, ...] = ()) -> list[Span]:
    """Where the words of the query stand in the text: (start, end) in code points, in order, none overlapping."""
    groups = groups_of(query, languages)
    wanted = frozenset(term for group in groups if not group.prefix for term in group.terms)
    prefixes = tuple(group.terms[0] for group in groups if group.prefix)
    spoken = tuple(dict.fromkeys((detect(text), *languages_of(query, languages))))
    found = (span for piece in pieces(text) for span in _found(piece, wanted, prefixes, spoken))
    return _joined(sorted(found))


def _found(
    piece: Piece, wanted: frozenset[str], prefixes: tuple[str, ...], languages: tuple[str, ...]
) -> Iterator[Span]:
    if not piece.size:
        if any(stem(piece.text, language) in wanted for language in languages):
            yield piece.start, piece.end
        return
    for at in range(len(piece.text)):
        gram = piece.text[at : at + piece.size]
        for sought in (gram, *(prefix for prefix in prefixes if gram.startswith(prefix))):
            if sought in wanted or sought in prefixes:
                yield piece.start + at, piece.start + at + len(sought)


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
