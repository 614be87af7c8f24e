"""Cuts text into the terms of the index: stems by language, n-grams for scripts that set no spaces between words.

Index, query and highlighting all go through here, so what is searched is what was stored. A change of any rule needs
a new ANALYSIS_VERSION: the index is then rebuilt from the database.
"""
# ruff: noqa: RUF001 - these are the letters of their languages

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Final

import tantivy

from appliance.store.search.entries import SearchIndexError
from appliance.store.search.guard import guarded
from appliance.store.search.light_stems import LIGHT

ANALYSIS_VERSION: Final = 1
SNOWBALL: Final = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
"""Language to its Snowball stemmer (M. F. Porter, Snowball, 2001)."""

LONGEST_WORD: Final = 64
"""Characters; longer runs are data (keys, encodings), not words, and are left out."""
REMEMBERED: Final = 32_768
"""Words by language whose stems are kept at hand."""

_PAIRS: Final = (
    "\u1100-\u11ff\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97c\uac00-\ud7fb\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff"
)
"""Chinese, Japanese, Korean: cut into pairs."""
_TRIPLES: Final = (
    "\u0e01-\u0e4e\u0e81-\u0ece\u0edc-\u0edf\u0f40-\u0fbc\u1000-\u103f\u1050-\u108f\u1780-\u17d3\u1950-\u1974"
    "\u1980-\u19c9\u1a20-\u1a7f\uaa60-\uaa7f"
)
"""Thai, Lao, Tibetan, Burmese, Khmer, Tai: cut into triples."""
_MARKS: Final = (
    "\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0711\u0730-\u074a"
    "\u07a6-\u07b0\u0900-\u0903\u093a-\u0963\u0981-\u09e3\u0a01-\u0a75\u0a81-\u0ae3\u0b01-\u0b63\u0b82-\u0bcd\u0c00-\u0c63"
    "\u0c81-\u0ce3\u0d00-\u0d63\u0d81-\u0df3\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u200d\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
)
WORD: Final = re.compile(f"\\w[\\w{_MARKS}]*")
GOES_ON: Final = re.compile(f"[\\w{_MARKS}]")
"""What is no end of a word."""
_OF_RUN: Final = re.compile(f"[{_PAIRS}{_TRIPLES}]")
_RUN: Final = re.compile(f"(?P<pairs>[{_PAIRS}]+)|(?P<triples>[{_TRIPLES}]+)")
_DROPPED: Final = re.compile(
    "[\u00ad\u200c\u200d\ufe00-\ufe0f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\\s]+"
)
_FOLDED: Final = str.maketrans({"İ": "i", "ё": "е", "Ё": "е", "ی": "ي", "ى": "ي", "ک": "ك", "ۀ": "ه", "ہ": "ه"})
_TURKISH: Final = str.maketrans({"I": "ı", "İ": "i"})
_GUARD: Final = Lock()


@cache
def _analyzer(language: str) -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(tantivy.Filter.lowercase())
    if language:
        builder = builder.filter(tantivy.Filter.stemmer(SNOWBALL[language]))
    return builder.filter(tantivy.Filter.ascii_fold()).build()


def _plain(word: str, language: str) -> str:
    if word.isascii() and language != "tr":
        return word
    word = unicodedata.normalize("NFKC", word)
    if language == "tr":
        word = word.translate(_TURKISH)
    return _DROPPED.sub("", word.translate(_FOLDED))


class _Stems(dict[str, str]):
    """Word to term in one language, remembered: text repeats its words."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language if language in SNOWBALL or language in LIGHT else ""

    def __missing__(self, word: str) -> str:
        stem = self._stem(word)
        if len(self) >= REMEMBERED:
            self.clear()
        self[word] = stem
        return stem

    def _stem(self, word: str) -> str:
        if len(word) > LONGEST_WORD:
            return ""
        plain = _plain(word, self._language)
        if light := LIGHT.get(self._language):
            plain = light(plain.lower())
        try:
            with _GUARD, guarded():
                found = _analyzer(self._language if self._language in SNOWBALL else "").analyze(plain)
        except SearchIndexError:
            return plain.lower()  # a word that breaks the native stemmer is its own stem
        return found[0] if found else ""


@cache
def _stems(language: str) -> _Stems:
    return _Stems(language)


def stems_of(languages: Iterable[str]) -> list[dict[str, str]]:
    """Word to term in each of some languages, for going through a whole text; not to be kept."""
    return [_stems(language) for language in languages]


def stem(word: str, language: str) -> str:
    """The term of one word, "" if it is not a word of any use."""
    return _stems(language)[word]


def forget() -> None:
    """Lets go of the remembered stems (they come back with use)."""
    _stems.cache_clear()


@dataclass(frozen=True, slots=True)
class Piece:
    """A word or an unbroken run of a text, with its place in code points."""

    text: str
    start: int
    end: int
    size: int
    """Length of the n-grams that a run is cut into; 0 for a word."""


def pieces(text: str) -> Iterator[Piece]:
    """Words, then runs of scripts without spaces."""
    words, runs = parted(text)
    for match in WORD.finditer(words):
        yield Piece(match[0], match.start(), match.end(), 0)
    for match in runs:
        yield Piece(match[0], match.start(), match.end(), size_of(match))


def grams(run: str, size: int) -> list[str]:
    """The n-grams of a run, with its shorter tails, so that a prefix finds every shorter string too."""
    run = unicodedata.normalize("NFKC", run)
    return [run[at : at + size] for at in range(len(run))]


def terms(text: str, language: str) -> str:
    """The index terms of a text, with spaces between them: words in their order, then n-grams."""
    words, runs = parted(text)
    found = list(map(_stems(language).__getitem__, WORD.findall(words)))
    for match in runs:
        found += grams(match[0], size_of(match))
    return " ".join(found)


def parted(text: str) -> tuple[str, list[re.Match[str]]]:
    """The text with its runs blanked out, and the runs; offsets stay those of the text."""
    text = text.replace("_", " ")
    if text.isascii() or _OF_RUN.search(text) is None:
        return text, []
    return _RUN.sub(_blank, text), list(_RUN.finditer(text))


def size_of(match: re.Match[str]) -> int:
    """Length of the n-grams that a run is cut into."""
    return 2 if match.lastgroup == "pairs" else 3


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
