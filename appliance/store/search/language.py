"""Tells the language of a text from its scripts and its function words, without a model file.

It answers with an ISO 639-1 code, or "" rather than a guess that would spoil the stems.
"""

import math
import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache
from typing import Final

from appliance.store.search.function_words import WORDS

SAMPLE: Final = 2_000
"""Characters of a text that are looked at; more does not make the answer better."""

_SCRIPTS: Final = {
    "latin": "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff",
    "greek": "\u0370-\u03ff\u1f00-\u1fff",
    "cyrillic": "\u0400-\u052f",
    "arabic": "\u0620-\u064a\u066e-\u06d3\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc",
    "hebrew": "\u05d0-\u05ea",
    "devanagari": "\u0904-\u0939\u0950\u0958-\u0961",
    "tamil": "\u0b85-\u0bb9",
    "thai": "\u0e01-\u0e2f\u0e40-\u0e46",
    "lao": "\u0e81-\u0eae\u0ec0-\u0ec6",
    "khmer": "\u1780-\u17b3",
    "myanmar": "\u1000-\u102a",
    "hangul": "\uac00-\ud7a3\u1100-\u11ff",
    "kana": "\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d",
    "han": "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff",
    "armenian": "\u0531-\u0556\u0561-\u0587",
    "georgian": "\u10d0-\u10ff",
    "bengali": "\u0985-\u09b9",
    "gujarati": "\u0a85-\u0ab9",
    "gurmukhi": "\u0a05-\u0a39",
    "telugu": "\u0c05-\u0c39",
    "kannada": "\u0c85-\u0cb9",
    "malayalam": "\u0d05-\u0d39",
}
_ONE_LANGUAGE: Final = {
    "han": "zh",
    "kana": "ja",
    "hebrew": "he",
    "tamil": "ta",
    "thai": "th",
    "lao": "lo",
    "khmer": "km",
    "myanmar": "my",
    "hangul": "ko",
    "greek": "el",
    "armenian": "hy",
    "georgian": "ka",
    "bengali": "bn",
    "gujarati": "gu",
    "gurmukhi": "pa",
    "telugu": "te",
    "kannada": "kn",
    "malayalam": "ml",
}
_MEMBERS: Final = {
    "cyrillic": ("ru", "uk", "bg", "sr"),
    "arabic": ("ar", "fa", "ur"),
    "devanagari": ("hi", "mr"),
}
_OTHERS: Final = {language for group in _MEMBERS.values() for language in group} | set(_ONE_LANGUAGE.values())
_LATIN: Final = tuple(language for language in WORDS if language not in _OTHERS)

_LETTERS: Final = {
    "de": "äöüß",
    "fr": "éèêàçùûîôœëï",
    "es": "ñáéíóú¿¡",
    "pt": "ãõçáéíóúâêô",
    "it": "àèéìòù",
    "nl": "ëïé",
    "sv": "åäö",
    "da": "æøå",
    "no": "æøå",
    "fi": "äö",
    "hu": "őűáéíóöüú",
    "ro": "ăâîșțşţ",
    "tr": "ığşçöüİ",
    "pl": "ąćęłńóśźż",
    "et": "õäöü",
    "cs": "ěščřžýáíéůúťďň",
    "sk": "ľščťžýáíéúôňďĺŕä",
    "hr": "čćđšž",
    "sl": "čšž",
    "ca": "àèéíòóúïüç·",
    "lv": "āčēģīķļņšūž",
    "lt": "ąčęėįšųūž",
    "vi": "ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹàáãèéìíòóõùúýĩũ",
    "uk": "іїєґ",
    "ru": "ыэё",
    "bg": "ъщ",
    "sr": "јљњћђџ",
    "fa": "پچژگکی",
    "ur": "ٹڈڑںےہھپچگکی",
    "ar": "ةأإكيىئ",
    "mr": "ळ",
}
_CLASS: Final = re.compile("|".join(f"(?P<{name}>[{chars}])" for name, chars in _SCRIPTS.items()))
_WORD: Final = re.compile(r"[^\W\d_]+(?:[\u0900-\u0963\u0966-\u0dff]+[^\W\d_]*)*")


@cache
def _weights(
    languages: tuple[str, ...],
) -> tuple[dict[str, list[tuple[str, float]]], dict[str, list[tuple[str, float]]]]:
    """Words and letters to the languages that use them; what many languages share weighs little."""
    words: dict[str, list[str]] = {}
    letters: dict[str, list[str]] = {}
    for language in languages:
        for word in WORDS.get(language, ()):
            words.setdefault(word, []).append(language)
        for letter in _LETTERS.get(language, ""):
            letters.setdefault(letter, []).append(language)
    return (
        {word: [(who, _rarity(len(whose)) * _length(word)) for who in whose] for word, whose in words.items()},
        {letter: [(who, 0.6 * _rarity(len(whose))) for who in whose] for letter, whose in letters.items()},
    )


def _rarity(shared_by: int) -> float:
    return 1.0 / math.sqrt(shared_by)


def _length(word: str) -> float:
    return 0.5 if len(word) == 1 else 1.0


@lru_cache(maxsize=8192)
def _script(character: str) -> str:
    match = _CLASS.match(character)
    return match.lastgroup or "" if match else ""


def _scripts(letters: Counter[str]) -> Counter[str]:
    scripts: Counter[str] = Counter()
    for letter, times in letters.items():
        if script := _script(letter):
            scripts[script] += times
    return scripts


def _among(text: str, characters: Counter[str], languages: tuple[str, ...]) -> str:
    words, letters = _weights(languages)
    scores = dict.fromkeys(languages, 0.0)
    for word, times in Counter(_WORD.findall(text)).items():
        for language, weight in words.get(word, ()):
            scores[language] += weight * times
    for letter, times in characters.items():
        for language, weight in letters.get(letter, ()):
            scores[language] += weight * times
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] > 0 else ""


def _dominant(scripts: Counter[str]) -> str:
    # A Chinese character says about as much as three letters do; Japanese mixes it with kana.
    eastern = 3 * (scripts["han"] + scripts["kana"])
    japanese = scripts["kana"] * 12 >= scripts["han"]
    scripts["han"], scripts["kana"] = (0, eastern) if japanese else (eastern, 0)
    return max(scripts, key=scripts.__getitem__)


def detect(text: str) -> str:
    """The ISO 639-1 code of the language that most of the text is in, or "" if nothing tells it."""
    sample = unicodedata.normalize("NFC", text[:SAMPLE]).lower()
    characters = Counter(sample)
    scripts = _scripts(characters)
    if not scripts:
        return ""
    script = _dominant(scripts)
    if script in _ONE_LANGUAGE:
        return _ONE_LANGUAGE[script]
    return _among(sample, characters, _MEMBERS.get(script, _LATIN))
