"""Signed calls (semantics section 10): an HMAC over time, method, path with query, and the digest of the raw body.

Pure. Whoever verifies also spends the pair of time and signature (`store.spent`), so that it works once.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass

from appliance.kernel import crypt
from appliance.kernel.problem import Unauthorized

HEADER = "x-appliance-signature"
SKEW_SECONDS = 300
_FORM = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Signed:
    """What was signed: method, path with query as it came, the raw body."""

    method: str
    target: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Stamp:
    """A signature as it came. `at` is in Unix seconds and kept as text, because the text is what was signed."""

    at: str
    v1: str

    @property
    def pair(self) -> bytes:
        """What may be used once."""
        return hashlib.sha256(f"{self.at}.{self.v1}".encode()).digest()


def sign(key: str, signed: Signed, at: int) -> str:
    """The header's value; `at` in Unix seconds."""
    return f"t={at},v1={_mac(key, signed, str(at))}"


def _mac(key: str, signed: Signed, at: str) -> str:
    text = f"{at}.{signed.method}.{signed.target}.{hashlib.sha256(signed.body).hexdigest()}"
    return hmac.new(key.encode(), text.encode("utf-8", "surrogateescape"), hashlib.sha256).hexdigest()


def read(header: str | None, now_ms: int) -> Stamp:
    """The stamp of a header; Unauthorized when there is none, it has another form, or its time is too far from now."""
    if not header:
        raise Unauthorized("missing", "The call is not signed")
    form = _FORM.fullmatch(header)
    if form is None:
        raise Unauthorized("invalid", "The signature cannot be read")
    if abs(int(form[1]) - now_ms / 1000) > SKEW_SECONDS:
        raise Unauthorized("expired", "The signature is older or newer than five minutes")
    return Stamp(form[1], form[2])


def holds(stamp: Stamp, signed: Signed, keys: Iterable[str]) -> int | None:
    """The number of the key that made the stamp, or None. Every key is tried, in constant time."""
    found = None
    for number, key in enumerate(keys):
        if crypt.same(_mac(key, signed, stamp.at), stamp.v1):
            found = number
    return found
