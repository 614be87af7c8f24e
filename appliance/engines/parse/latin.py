"""Tells the encodings of Latin letters apart: in the right one the letters are those of one language.

Statistics of bytes confuse them: what is `trčs` in one is `très` in the other, and no language has `č` beside `ŕ`.
"""

import re
from collections import Counter
from typing import Final

_ENCODINGS: Final = ("cp1252", "cp1250", "iso8859_2", "cp1257", "cp1254", "cp850", "mac_roman", "cp852")
_ALPHABETS: Final = tuple(
    frozenset(letters)
    for letters in (
        "äöüß",  # German
        "àâæçéèêëîïôœùûüÿ",  # French
        "áéíñóúü",  # Spanish
        "áâãàçéêíóôúü",  # Portuguese, whose õ stands before e alone
        "àéèìòùî",  # Italian
        "àèéíïòóúüç",  # Catalan
        "åäöéü",  # Swedish, Finnish
        "åæøéòôó",  # Danish, Norwegian
        "áéëïóöüèê",  # Dutch
        "áðéíóúýþæö",  # Icelandic
        "áéíóú",  # Irish
        "áčďéěíňóřšťúůýž",  # Czech
        "áäčďéíĺľňóôŕšťúýž",  # Slovak
        "ąćęłńóśźż",  # Polish
        "áéíóöőúüű",  # Hungarian
        "ăâîşţ",  # Romanian
        "čćđšž",  # Croatian, Slovenian
        "çëé",  # Albanian
        "āčēģīķļņšūž",  # Latvian
        "ąčęėįšųūž",  # Lithuanian
        "äõöüšž",  # Estonian
        "çğıöşüâîû",  # Turkish
    )
)
_USUAL: Final = frozenset(
    "\u2013\u2014\u2018\u2019\u201a\u201c\u201d\u201e\u2022\u2026\u2039\u203a\u20ac\u2122"
    "\xa0\xa1\xa3\xa7\xa8\xa9\xaa\xab\xad\xae\xb0\xb1\xb2\xb3\xb4\xb5\xb7\xba\xbb\xbc\xbd\xbe\xbf\xd7"
)
"""Signs of punctuation, of money and of measure."""
_PIECES: Final = re.compile("[^\x00-\x7f]")
_JOINING: Final = r"\u2013\u2014\u2018\u2019\u201c-\u201e\u2022\u2026\u2039\u203a\u2122\xa0\xab\xad\xae\xb4\xb7\xbb"
_AMID: Final = re.compile(rf"(?<=[^\W\d_])(?:[^\x00-\x7f\w{_JOINING}]+|[²³¹½¼¾])(?=[^\W\d_])|[a-zß-öø-ÿ][À-ÖØ-ÞŠŽŒŸ]")
"""A sign between two letters, or a capital behind a small letter: neither is in words."""
_ENOUGH: Final = 0.08
_WORST: Final = 1.0


def fitting(sample: bytes) -> str | None:
    """The encoding in which nearly all letters are of one language, the usual one first; None where none is."""
    share, name = min((_strange(sample, name), at, name) for at, name in enumerate(_ENCODINGS))[::2]
    return name if share <= _ENOUGH else None


def better(sample: bytes, found: str) -> str:
    """What fits better than an encoding that was guessed, if that is one of these: several languages may be mixed."""
    if found not in _ENCODINGS:
        return found
    return min(("cp1252", found), key=lambda name: _strange(sample, name))


def _strange(sample: bytes, name: str) -> float:
    """The share of characters beyond ASCII that its likeliest language does not have."""
    try:
        text = sample.decode(name)
    except UnicodeDecodeError:
        return _WORST
    amid = len(_AMID.findall(text))
    found = Counter(character.lower() for character in _PIECES.findall(text.replace("õe", "oe")))
    total = sum(found.values())
    if not total:
        return 0.0
    odd = {character: count for character, count in found.items() if character not in _USUAL}
    least = min(sum(count for c, count in odd.items() if c not in letters) for letters in _ALPHABETS)
    return min(_WORST, (least + amid) / total)
