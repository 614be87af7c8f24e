"""Prefixed, time-ordered ids: `usr_` and 26 characters of Crockford base32 (48 bits of time, 80 random ones)."""

import re
import secrets
import threading

from appliance.kernel import clock

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PATTERN = re.compile(r"^([a-z]{2,4})_([0-7][0-9a-hjkmnp-tv-z]{25})$")
_RANDOM_BITS = 80
_lock = threading.Lock()
_last = 0


def new_id(prefix: str) -> str:
    """A new id of this kind. Ids made by one process sort in the order in which they were made."""
    global _last  # noqa: PLW0603 -- the order is the process's
    with _lock:
        number = (clock.now_ms() << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
        _last = number = number if number > _last or (_last - number) >> (_RANDOM_BITS + 12) else _last + 1
    return f"{prefix}_{_base32(number)}"


def _base32(number: int) -> str:
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range(125, -1, -5))


def is_id(text: str, prefix: str) -> bool:
    """Whether `text` is an id of the kind `prefix`."""
    match = _PATTERN.match(text)
    return match is not None and match[1] == prefix


def millis_of(text: str) -> int:
    """The moment at which an id was made, in milliseconds since the epoch."""
    number = 0
    for letter in text.rpartition("_")[2]:
        number = number * 32 + ALPHABET.index(letter)
    return number >> _RANDOM_BITS
