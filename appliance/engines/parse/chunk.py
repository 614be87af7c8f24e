"""Cuts a text into passages where its structure allows: headings, pages, paragraphs, lines, sentences, words.

Passages are slices of the text in order, cover everything that is not blank and never exceed their size.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from appliance.engines.parse.model import HeadingSpan, PageSpan, Passage

TOKENS = 240
OVERLAP = 0
SEPARATOR = " \u203a "
MIN_TOKENS = 16
MAX_TOKENS = 8_000
CHARACTERS_PER_TOKEN = 5

_HEADING, _PAGE, _PARAGRAPH, _LINE, _SENTENCE, _WORD = 1.25, 0.8, 0.5, 0.3, 0.4, 0.0
"""How much fill of a passage a cut at such a place is worth; a cut through a word comes last."""
_PARTS = 0.7
"""How much less a cut is worth that parts a row of a table or a piece of code."""

_ABBREVIATION = (
    r"(?<!\b[A-Z]\.)(?<!\b(?:Dr|Mr|Ms|St|No|vs|cf|Nr)\.)(?<!\b(?:Mrs|Inc|bzw|etc|e\.g|i\.e|Art|Abs|z\.B)\.)"  # no end
)
_ENDS = "!?\u2026\u061f\u06d4\u0964\u0965\u17d4\u17d5\u055e\u0589\u203c\u2047-\u2049"
_WIDE_ENDS = "\u3002\uff01\uff1f\uff61\uff0e"
_SPACED = "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"  # Thai, Lao, Burmese, Khmer: a space ends a phrase
_TIBETAN_ENDS = "\u0f0d\u0f0e"
_BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001))))
# What begins with one set of characters is looked for without trying each part at each character; so each part looks
# back at what came first.
_STRONG = (
    r"(?P<paragraph>(?<=\n)[^\S\n]*\n\s*)"
    r"|(?P<line>(?<=\n)\s*)"
    rf"|(?P<sentence>(?:(?<=\.){_ABBREVIATION}|(?<=[{_ENDS}]))[\"'\u201d\u2019\u00bb)\]]*[^\S\n]+(?![a-z])"
    rf"|(?:(?<=[{_WIDE_ENDS}])[{_WIDE_ENDS}]*[\u300d\u300f\uff09\u3011\u201d\u2019]*"
    rf"|(?<=[{_TIBETAN_ENDS}])[{_TIBETAN_ENDS}]*)[^\S\n]*"
)
_SENTENCES = re.compile(rf"[\n.{_ENDS}{_WIDE_ENDS}{_TIBETAN_ENDS}](?:{_STRONG}))")
_BREAKS = re.compile(
    rf"[{_BLANKS}.{_ENDS}{_WIDE_ENDS}{_TIBETAN_ENDS}](?:{_STRONG}"
    rf"|(?<={_SPACED}[^\S\n])[^\S\n]*(?={_SPACED}))"
    r"|(?P<word>(?<=[^\S\n])[^\S\n]*))"
)
_PHRASE = re.compile(rf"{_SPACED}[^\S\n]")
_WORTH = {"paragraph": _PARAGRAPH, "line": _LINE, "sentence": _SENTENCE, "word": _WORD}
_BLANK = re.compile(r"\s*")


class _Costs(dict[str, int]):
    """Cost of one character in hundredths of a token, remembered once asked."""

    def __missing__(self, character: str) -> int:
        cost = self[character] = _cost(character)
        return cost


_DENSE = ((0x0E00, 0x0EFF, 50), (0x0900, 0x0DFF, 40), (0x1000, 0x109F, 60), (0x1780, 0x17FF, 60))
_IDEOGRAPHS = ((0x2E80, 0x9FFF), (0xAC00, 0xD7AF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF))


def _cost(character: str) -> int:
    code, kind = ord(character), unicodedata.category(character)
    if any(low <= code <= high for low, high in _IDEOGRAPHS) or code >= 0x20000:  # noqa: PLR2004
        return 90
    for low, high, cost in _DENSE:
        if low <= code <= high:
            return cost
    if character.isspace():
        return 10
    if kind.startswith("L") and code < 0x250:  # noqa: PLR2004
        return 22 if code < 0x80 else 45  # noqa: PLR2004
    if kind.startswith(("L", "M")):
        return 100 if code >= 0x10000 else 33  # noqa: PLR2004
    return 40 if character in "0123456789" else 60


_COSTS = _Costs()


class _Priced(dict[int, str]):
    """For str.translate: a character whose code is the cost of the one that is asked for."""

    def __missing__(self, code: int) -> str:
        priced = self[code] = chr(_COSTS[chr(code)])
        return priced


_PRICED = _Priced()


def estimate_tokens(text: str) -> int:
    """Tokens of a text without a model: a sum of costs per character by script.

    Rates of the byte-pair vocabularies in use today (about 100,000 to 200,000 entries): 0.22 a plain Latin letter and
    0.1 a space (4.8 characters a token in English prose), 0.4 a digit, 0.6 a sign, 0.45 an accented letter, 0.33 a
    letter of Cyrillic, Greek, Arabic or Hebrew, 0.4 of an Indic script, 0.5 of Thai or Lao, 0.9 an ideograph, kana or
    Hangul syllable. Being a sum, it never shrinks when text is added.
    """
    return -(-sum(map(_COSTS.__getitem__, text)) // 100)


def passages(
    text: str,
    headings: Sequence[HeadingSpan] = (),
    pages: Sequence[PageSpan] = (),
    whole: Sequence[tuple[int, int]] = (),
    *,
    tokens: int = TOKENS,
    overlap: int = OVERLAP,
) -> tuple[Passage, ...]:
    """Cut `text` into passages of at most `tokens` estimated tokens and 5 characters a token, whichever is less.

    Each passage after the first repeats at most `overlap` tokens (held under half of `tokens`) of the one before,
    from a sentence's or else a word's begin. The spans in `whole` (in order) are cut only where a passage would be
    small otherwise, or cannot hold them. A cut never parts a base character from its combining marks unless a
    whole passage consists of them. `tokens` is held within 16 to 8,000.
    """
    tokens = max(MIN_TOKENS, min(tokens, MAX_TOKENS))
    cutter = _Cutter(text, tokens, max(0, min(overlap, tokens // 2)), _strong(headings, pages), whole)
    places = _Places(headings, pages)
    return tuple(places.passage(start, end) for start, end in cutter.spans())


def _strong(headings: Sequence[HeadingSpan], pages: Sequence[PageSpan]) -> list[tuple[int, float]]:
    cuts = {page.start: _PAGE for page in pages}
    for above, heading in pairwise((None, *headings)):
        # A heading right below another stays with it.
        if heading and (above is None or heading.start - above.end > 2):  # noqa: PLR2004
            cuts[heading.start] = _HEADING
    return sorted(cuts.items())


class _Cutter:
    """Walks through a text once, window by window, so the work grows with its length only."""

    def __init__(
        self, text: str, tokens: int, overlap: int, strong: list[tuple[int, float]], whole: Sequence[tuple[int, int]]
    ) -> None:
        self._text = text
        self._costs = text.translate(_PRICED).encode("ascii")
        self._budget = tokens * 100
        self._characters = tokens * CHARACTERS_PER_TOKEN
        self._overlap = overlap * 100
        self._strong = strong
        self._starts = [offset for offset, _ in strong]
        self._whole = [span for span in whole if span[1] - span[0] <= self._characters]
        self._whole_starts = [start for start, _ in self._whole]
        self._strong_breaks = _BREAKS if _PHRASE.search(text) else _SENTENCES

    def spans(self) -> Iterator[tuple[int, int]]:
        start, size = self._skip(0), len(self._text.rstrip())
        past = start
        while past < size:
            cut = self._cut(start, past, size)
            yield start, start + len(self._text[start:cut].rstrip())
            past = self._skip(cut)
            repeats = self._overlap and past < size
            start = self._skip(self._step_back(start, cut, past)) if repeats else past

    def _skip(self, offset: int) -> int:
        found = _BLANK.match(self._text, offset)
        return found.end() if found else offset

    def _reach(self, start: int, budget: int) -> int:
        """The furthest end of a span from `start` within the budget; at least one character."""
        window = self._costs[start : start + self._characters]
        return start + max(1, bisect_right(list(accumulate(window)), budget))

    def _cut(self, start: int, past: int, size: int) -> int:
        """Where the passage from `start` ends: the best place after `past`, which the one before reached."""
        limit = self._reach(start, self._budget)
        if limit >= size:
            return size
        best, cut = self._best(self._strong_breaks, (past + 1, limit), start, (-1.0, 0))
        if self._strong_breaks is not _BREAKS:  # a word's end is worth no more than how much stands before it
            near = max(past + 1, min(start + int(best * (limit - start)), limit + 1))
            best, cut = self._best(_BREAKS, (near, limit), start, (best, cut))
        for index in range(bisect_left(self._starts, past + 1), bisect_right(self._starts, limit)):
            offset, worth = self._strong[index]
            value = (offset - start) / (limit - start) + worth - (_PARTS if self._parts(offset) else 0.0)
            if value >= best:
                best, cut = value, offset
        return cut or self._hard(past, limit)

    def _best(
        self, breaks: re.Pattern[str], span: tuple[int, int], start: int, known: tuple[float, int]
    ) -> tuple[float, int]:
        """The worth and the place of the best break within a span, the last one of equals; or what is known already."""
        (low, limit), (best, cut) = span, known
        width = limit - start
        for found in breaks.finditer(self._text, low - 1, min(len(self._text), limit + 2)):
            offset = found.end()
            value = (offset - start) / width + _WORTH[found.lastgroup or "word"]
            if value < best or offset < low or (value == best and offset <= cut):
                continue
            # The blank behind a passage is not part of it: only what stands before must fit.
            if found.start() + len(found.group().rstrip()) > limit:
                continue
            if self._whole and self._parts(offset):
                value -= _PARTS
                if value < best:
                    continue
            best, cut = value, offset
        return best, cut

    def _parts(self, offset: int) -> bool:
        """Whether a cut there would part what belongs together."""
        at = bisect_left(self._whole_starts, offset) - 1
        return at >= 0 and offset < self._whole[at][1]

    def _hard(self, past: int, limit: int) -> int:
        cut = limit
        while cut > past + 1 and _joins(self._text, cut):
            cut -= 1
        return cut if cut > past + 1 else limit

    def _step_back(self, start: int, cut: int, past: int) -> int:
        """The begin of the next passage: within the overlap before `cut`, at a sentence or else a word."""
        low, spent = cut, 0
        while low > start + 1:
            spent += self._costs[low - 1]
            if spent > self._overlap:
                break
            low -= 1
        words = past
        for found in _BREAKS.finditer(self._text, low, cut):
            if found.end() < cut and found.lastgroup != "word":
                return found.end()
            words = min(words, found.end())
        return words


def _joins(text: str, offset: int) -> bool:
    """Whether a cut at `offset` would part what is seen as one character."""
    return unicodedata.category(text[offset]).startswith("M") or "\u200d" in text[offset - 1 : offset + 1]


class _Places:
    """Tells page and heading path of an offset."""

    def __init__(self, headings: Sequence[HeadingSpan], pages: Sequence[PageSpan]) -> None:
        self._pages = [page for page in pages if page.end > page.start]
        self._page_starts = [page.start for page in self._pages]
        self._starts = [heading.start for heading in headings]
        self._paths = list(_paths(headings))

    def passage(self, start: int, end: int) -> Passage:
        page, last = (bisect_right(self._page_starts, at) - 1 for at in (start, end - 1))
        above = bisect_right(self._starts, start) - 1
        return Passage(
            start,
            end,
            self._pages[page].number if page >= 0 else None,
            self._paths[above] if above >= 0 else "",
            self._pages[last].number if last >= 0 else None,
        )


def _paths(headings: Sequence[HeadingSpan]) -> Iterator[str]:
    """The path of each heading: itself under those of lower level before it."""
    trail: list[HeadingSpan] = []
    for heading in headings:
        while trail and trail[-1].level >= heading.level:
            trail.pop()
        trail.append(heading)
        yield SEPARATOR.join(part.text[:200] for part in trail)
