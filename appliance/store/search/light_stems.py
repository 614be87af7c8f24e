"""Light stemmers for languages that Snowball leaves out: they take one inflectional ending off.

Hindi: Ramanathan and Rao, A Lightweight Stemmer for Hindi (2003).
"""

from collections.abc import Callable
from typing import Final

_HINDI: Final = (
    "ाएंगी ाएंगे ाऊंगी ाऊंगा ाइयाँ ाइयों ाइयां",
    "ाएगी ाएगा ाओगी ाओगे एंगी ेंगी एंगे ेंगे ूंगी ूंगा ातीं नाओं नाएं ताओं ताएं ियाँ ियों ियां",
    "ाकर ाइए ाईं ाया ेगी ेगा ोगी ोगे ाने ाना ाते ाती ाता तीं ाओं ाएं ुओं ुएं ुआं",
    "कर ाओ िए ाई ाए ने नी ना ते ीं ती ता ाँ ां ों ें",
    "ो े ू ु ी ि ा",
)
_HINDI_SUFFIXES: Final = tuple(suffix for line in _HINDI for suffix in line.split())


def _hindi(word: str) -> str:
    for suffix in _HINDI_SUFFIXES:
        if len(word) > len(suffix) + 1 and word.endswith(suffix):
            return word[: -len(suffix)]
    return word


LIGHT: Final[dict[str, Callable[[str], str]]] = {"hi": _hindi}
"""Language to its light stemmer; the word comes in lower case."""
