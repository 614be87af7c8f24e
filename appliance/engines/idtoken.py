"""Verifying ID tokens (OpenID Connect Core 1.0, 3.1.3.7): algorithms from a list, keys from the issuer's own set alone.

What a token says of its key beyond the key's id (jwk, jku, x5u, x5c) is a reason to refuse it.
"""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from appliance.engines import jws
from appliance.engines.oauth import OAuthFailed
from appliance.kernel import clock, crypt

KINDS = {
    "RS256": "RSA", "RS384": "RSA", "RS512": "RSA", "PS256": "RSA", "PS384": "RSA", "PS512": "RSA",
    "ES256": "EC", "ES384": "EC", "ES512": "EC", "EdDSA": "OKP",
}  # fmt: skip
_CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521", "EdDSA": "Ed25519"}
_FOREIGN = ("jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "enc")
SKEW_S = 60
LONGEST = 64 * 1024
OLDEST_S = 3600
_LONGEST_SUBJECT = 255


@dataclass(frozen=True, slots=True)
class Expected:
    """What an ID token has to say."""

    issuer: str
    client_id: str
    nonce: str
    access_token: str = ""


def header_of(token: str) -> tuple[str, str | None]:
    """Algorithm and key id of a token; OAuthFailed for what is none, for `none` and for every shared-secret kind."""
    if len(token) > LONGEST:
        raise OAuthFailed("not_proven", "the ID token is too large")
    try:
        head = jws.header_of(token)
    except jws.BadToken as wrong:
        raise OAuthFailed("not_proven", str(wrong)) from None
    algorithm, kid, kind = head.get("alg"), head.get("kid"), head.get("typ", "JWT")
    if not isinstance(algorithm, str) or algorithm not in KINDS:
        raise OAuthFailed("not_proven", f"algorithm {str(algorithm)[:20]!r} is not taken")
    if any(name in head for name in _FOREIGN) or not isinstance(kind, str) or kind.upper() != "JWT":
        raise OAuthFailed("not_proven", "the header says more than an ID token's may")
    return algorithm, kid if isinstance(kid, str) else None


def key_of(keys: Sequence[Mapping[str, Any]], algorithm: str, kid: str | None) -> Any:
    """The one key of the set that fits; OAuthFailed when there is none or more than one."""
    fitting = [one for one in keys if _fits(one, algorithm) and (kid is None or one.get("kid") == kid)]
    if len(fitting) != 1:
        raise OAuthFailed("not_proven", f"{len(fitting)} keys of the issuer fit")
    try:
        return jws.key_of(fitting[0], algorithm)
    except ValueError as wrong:
        raise OAuthFailed("not_proven", str(wrong)) from None


def _fits(key: Mapping[str, Any], algorithm: str) -> bool:
    is_kind = key.get("kty") == KINDS[algorithm] and key.get("use", "sig") == "sig"
    is_curve = algorithm not in _CURVES or key.get("crv") == _CURVES[algorithm]
    return is_kind and is_curve and key.get("alg", algorithm) == algorithm


def verified(token: str, keys: Sequence[Mapping[str, Any]], expected: Expected) -> dict[str, Any]:
    """The claims of a token that holds in every point; OAuthFailed("not_proven") otherwise."""
    algorithm, kid = header_of(token)
    try:
        claims = jws.payload_of(token, key_of(keys, algorithm, kid), algorithm)
    except jws.BadToken as wrong:
        raise OAuthFailed("not_proven", str(wrong)) from None
    for point, holds in _points(claims, expected, algorithm):
        if not holds:
            raise OAuthFailed("not_proven", f"the ID token's {point} does not hold")
    return claims


def _points(claims: Mapping[str, Any], expected: Expected, algorithm: str) -> list[tuple[str, bool]]:
    now = clock.now_ms() / 1000
    expires, issued, begins = claims.get("exp"), claims.get("iat"), claims.get("nbf", 0)
    subject, azp = claims.get("sub"), claims.get("azp", expected.client_id)
    at_hash = claims.get("at_hash")
    return [
        ("iss", claims.get("iss") == expected.issuer),
        ("aud", _is_audience(claims.get("aud"), expected.client_id)),
        ("azp", azp == expected.client_id),
        ("exp", _is_number(expires) and now < expires + SKEW_S),  # type: ignore[operator]
        ("iat", _is_number(issued) and now - OLDEST_S <= issued <= now + SKEW_S),  # type: ignore[operator]
        ("nbf", _is_number(begins) and begins <= now + SKEW_S),
        ("nonce", isinstance(claims.get("nonce"), str) and crypt.same(claims["nonce"], expected.nonce)),
        ("sub", isinstance(subject, str) and 0 < len(subject) <= _LONGEST_SUBJECT and subject.isprintable()),
        ("at_hash", at_hash is None or _is_hash(at_hash, expected.access_token, algorithm)),
    ]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_audience(value: Any, client_id: str) -> bool:
    """We are the only audience: a further one could hand the token on to us (Core, 3.1.3.7 point 3)."""
    return value in (client_id, [client_id])


def _is_hash(value: Any, access: str, algorithm: str) -> bool:
    digest = hashlib.new(_digest_name(algorithm), access.encode()).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).decode().rstrip("=")
    return isinstance(value, str) and crypt.same(value.rstrip("="), half)


def _digest_name(algorithm: str) -> str:
    return "sha512" if algorithm == "EdDSA" else f"sha{algorithm[-3:]}"


def unproven(token: str) -> dict[str, Any]:
    """What a token says before it is verified: to find the issuer that it must then be of, or to be shown."""
    try:
        return jws.unproven(token)
    except jws.BadToken as wrong:
        raise OAuthFailed("not_proven", str(wrong)) from None
