"""Revocations: a JWS by the licences' own key family. Its signature is the credential; it can only take away."""

from dataclasses import dataclass
from typing import Any

from appliance.engines import jws
from appliance.kernel.problem import Unauthorized
from appliance.rooms.licensing import keys

TYPE = "license-revocation+jwt"
_HEADER = frozenset({"alg", "kid", "typ"})
_MOST_LENGTH = 5_000
_MOST_REASON = 200
_LAST_SECOND = 253_402_300_799


@dataclass(frozen=True, slots=True)
class Taken:
    """A licence that its vendor takes back; the time is milliseconds."""

    jti: str
    revoked_at: int
    reason: str


def read(text: str, *, allow_demo: bool) -> Taken:
    """What a revocation says, when its signature holds; Unauthorized("invalid") otherwise. A licence is none."""
    if len(text) > _MOST_LENGTH or not text.isascii():
        raise Unauthorized("invalid")
    try:
        header = jws.header_of(text)
        key = keys.public_keys().get(_kid(header, allow_demo=allow_demo))
        if key is None:
            raise Unauthorized("invalid")
        return _taken(jws.payload_of(text, key, keys.ALGORITHM))
    except (jws.BadToken, keys.NotALicense):
        raise Unauthorized("invalid") from None


def _kid(header: dict[str, Any], *, allow_demo: bool) -> str:
    kid = header.get("kid")
    is_ours = not set(header) - _HEADER and header.get("alg") == keys.ALGORITHM
    if not is_ours or header.get("typ", TYPE) not in (TYPE, "JWT", "JOSE") or not isinstance(kid, str):
        raise Unauthorized("invalid")
    if kid == keys.DEMO and not allow_demo:
        raise Unauthorized("invalid")
    return kid


def _taken(payload: dict[str, Any]) -> Taken:
    jti, moment, reason = payload.get("jti"), payload.get("revoked_at"), payload.get("reason", "")
    is_moment = isinstance(moment, int) and not isinstance(moment, bool) and 0 <= moment <= _LAST_SECOND
    if not isinstance(jti, str) or not 0 < len(jti) <= 200 or not is_moment or not isinstance(reason, str):  # noqa: PLR2004 -- the length of a line
        raise Unauthorized("invalid")
    return Taken(jti, int(moment or 0) * 1000, reason[:_MOST_REASON])
