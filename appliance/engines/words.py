"""Sentences, content terms and numbers of a text in any script, light enough for a stream that is read as it comes.

Words are cut to a common beginning instead of stemmed; scripts without spaces are read as overlapping pieces.
"""

# ruff: noqa: RUF001 -- marks and digits of other scripts are meant

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from appliance.engines.stopwords import STOP_PHRASES, STOP_WORDS

STEM = 5
"""Letters of a word that count. Truncation is the plain stemmer that serves many languages (McNamee and Mayfield,
Character n-gram tokenization for European language text retrieval, 2004)."""
LONGEST_SENTENCE = 500
"""Characters after which a text without sentence marks, such as Thai, is cut at a space."""

Span = tuple[int, int]

_HAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_THAI = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_TOKEN = re.compile(rf"([{_HAN}]+)|([{_THAI}]+)|((?:(?![{_HAN}{_THAI}])[\w\u0300-\u036f\u0900-\u0dff])+)")
_HAN_LETTER = re.compile(f"[{_HAN}]")
_BREAK = re.compile(
    r"[.!?…؟۔।॥]+[\"'”’»)\]]*\s+|[。！？｡]+[」』”’\"）)]*\s*|\n\s*\n\s*|\n(?=\s*(?:[-*•]|\d+[.)])\s)|(?<=:)\n"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:\w|\d{1,2}|[Dd]rs?|[Mm]r?s|[Mm]r|[Pp]rof|[Ss]te?|[Nn]r|[Nn]o|[Vv]s|[Cc]a|[Bb]zw|[Ii]nc|[Jj]r|[Ss]r|bspw|vgl|evtl|Abs"
    r"|Art|Fig|fig|approx|e\.g|i\.e|z\.B|d\.h|u\.a|U\.S)\.\s*$"
)
_NUMBER = re.compile(r"\d+(?:[.,'’\u00a0\u202f٬٫]\d+)*")
_FIGURE = r"(\d+(?:[.,'’]\d+)*)"
_COUNTED = rf"([{_HAN}]|[^\W\d_{_HAN}{_THAI}]+)"
_MEASURE = re.compile(rf"{_FIGURE}[ \u00a0-]?{_COUNTED}")
_NAMED = re.compile(rf"{_COUNTED}[ \u00a0-]?{_FIGURE}")
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
_GROUPED = re.compile(r"\d{1,3}(?:[.,'’\u00a0\u202f٬]\d{3})+$")


def sentences(text: str) -> list[Span]:
    """Start and end of each sentence, without the blanks around it; together they cover all that is not blank."""
    found: list[Span] = []
    start = 0
    for mark in _BREAK.finditer(text):
        if mark.group()[0] == "." and _goes_on(text, start, mark.end()):
            continue
        found.extend(_pieces(text, start, mark.end()))
        start = mark.end()
    found.extend(_pieces(text, start, len(text)))
    return found


def terms(text: str) -> list[str]:
    """Content terms in order, with repeats: beginnings of words, numbers, and pieces of runs without spaces."""
    return list(_terms(text))


def term_set(text: str) -> frozenset[str]:
    """The different content terms."""
    return frozenset(_terms(text))


def mostly_han(text: str) -> bool:
    """Whether Chinese or Japanese letters are most of the text; pairs of them agree less often than words do."""
    return 2 * len(_HAN_LETTER.findall(text)) > len(text)


def numbers(text: str) -> frozenset[str]:
    """The figures in a text in one spelling: `1,234.50` and `1 234,5` are both `1234.5`."""
    return frozenset(figure for found in _NUMBER.findall(_western(text)) for figure in _figures(found))


def measures(text: str) -> frozenset[tuple[str, str]]:
    """Each figure with the thing counted right after it: `30 days` and `30天` give `("30", "days")` and `("30", "天")`.

    Four-digit figures that can be years count nothing.
    """
    return frozenset(_measured(_MEASURE, text, figure=1, unit=2))


def neighbours(text: str) -> dict[str, frozenset[str]]:
    """The figures that stand directly before or after a thing counted."""
    pairs = [*_measured(_MEASURE, text, figure=1, unit=2), *_measured(_NAMED, text, figure=2, unit=1)]
    return {unit: frozenset(figure for figure, other in pairs if other == unit) for _, unit in pairs}


def _measured(pattern: re.Pattern[str], text: str, figure: int, unit: int) -> Iterator[tuple[str, str]]:
    for found in pattern.finditer(_western(unicodedata.normalize("NFKC", text).casefold())):
        word = found.group(unit)
        named = (word,) if mostly_han(word) else _word(word)
        if named and not _YEAR.fullmatch(found.group(figure)):
            yield from ((value, named[0]) for value in _figures(found.group(figure)))


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether a full stop belongs to an abbreviation or the sentence goes on in lower case."""
    return text[end : end + 1].islower() or _ABBREVIATION.search(text, max(start, end - 12), end) is not None


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE)
        cut = start + LONGEST_SENTENCE if cut < 0 else cut
        yield start, cut
        start = cut + 1 if text[cut].isspace() else cut
    if end > start:
        yield start, end


def _terms(text: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    for phrase in STOP_PHRASES:
        plain = plain.replace(phrase, " ")
    for pair_run, triple_run, word in _TOKEN.findall(plain):
        if word:
            yield from _word(word)
        else:
            width = 2 if pair_run else 3
            run = pair_run or triple_run
            yield from (run[at : at + width] for at in range(max(1, len(run) - width + 1)))


@lru_cache(maxsize=16384)
def _word(word: str) -> tuple[str, ...]:
    word = word.strip("_")
    bare = "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
    if word in STOP_WORDS or bare in STOP_WORDS:
        return ()
    if bare.isdecimal():
        return _figures(_western(bare))
    if bare.startswith("ال") and len(bare) > STEM:
        bare = bare[2:]
    return (bare[:STEM],) if len(bare) > 1 else ()


def _western(text: str) -> str:
    """Digits of any script as 0 to 9, so that figures compare."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in text)


def _figures(found: str) -> tuple[str, ...]:
    """One figure without grouping and needless zeros; the parts of what is none, such as `22.11.2026` or `2.0.1`."""
    parts = re.split(r"\D", found)
    if _GROUPED.fullmatch(found):
        return ("".join(parts).lstrip("0") or "0",)
    marks = re.findall(r"\D", found)
    if len(marks) > 1 and len(set(marks)) == 1:
        return tuple(part.lstrip("0") or "0" for part in parts)
    whole = "".join(parts[:-1] or parts).lstrip("0") or "0"
    fraction = parts[-1].rstrip("0") if marks else ""
    return (f"{whole}.{fraction}" if fraction else whole,)
