"""Tells the language of a text from its scripts and its function words, without a model file.

It answers with an ISO 639-1 code, or "" rather than a guess that would spoil the stems.
"""

import math
import re
from collections import Counter
from functools import cache, lru_cache
from typing import Final

from appliance.store.search.function_words import WORDS

SAMPLE: Final = 2_000
"""Characters of a text that are looked at; more does not make the answer better."""

_SCRIPTS: Final = {
    "latin": "A-Za-zªºÀ-ÖØ-öø-ɏḀ-ỿ",
    "greek": "Ͱ-Ͽἀ-῿",
    "cyrillic": "Ѐ-ԯ",
    "arabic": "ؠ-يٮ-ۓݐ-ݿﭐ-﷿ﹰ-ﻼ",
    "hebrew": "א-ת",
    "devanagari": "ऄ-हॐक़-ॡ",
    "tamil": "அ-ஹ",
    "thai": "ก-ฯเ-ๆ",
    "lao": "ກ-ຯເ-ໆ",
    "khmer": "ក-ឳ",
    "myanmar": "က-ဪ",
    "hangul": "가-힣ᄀ-ᇿ",
    "kana": "ぁ-ゖァ-ヺ",
    "han": "㐀-䶿一-鿿",
    "armenian": "Ա-Ֆա-և",
    "georgian": "ა-ჿ",
    "bengali": "অ-হ",
    "gujarati": "અ-હ",
    "gurmukhi": "ਅ-ਹ",
    "telugu": "అ-హ",
    "kannada": "ಅ-ಹ",
    "malayalam": "അ-ഹ",
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
    sample = text[:SAMPLE].lower()
    characters = Counter(sample)
    scripts = _scripts(characters)
    if not scripts:
        return ""
    script = _dominant(scripts)
    if script in _ONE_LANGUAGE:
        return _ONE_LANGUAGE[script]
    return _among(sample, characters, _MEMBERS.get(script, _LATIN))
