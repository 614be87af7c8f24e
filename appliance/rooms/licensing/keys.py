"""Verifies a licence key. Algorithm and keys are fixed here and in `licenses/`; the token only names a key."""

import functools
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from appliance.engines import jws
from appliance.rooms.licensing.state import Claims
from appliance.rooms.licensing.tiers import COUNTED, licenses_folder, tiers

ALGORITHM = "ES256"
DEMO = "demo"
MAX_LENGTH = 20_000
_HEADER = frozenset({"alg", "kid", "typ"})
_TYPES = frozenset({"JWT", "license+jwt"})
_LAST_SECOND = 253_402_300_799  # the end of the year 9999
_MAX_GRACE_DAYS = 366


class NotALicense(Exception):
    """Why a key is no licence of ours; `reason` is for programs, the message for people."""

    def __init__(self, reason: str, message: str) -> None:
        self.reason = reason
        super().__init__(message)


@functools.cache
def public_keys() -> dict[str, EllipticCurvePublicKey]:
    """The vendor's public keys by `kid` (the file's name), and the demo key."""
    folder = licenses_folder()
    files = {path.stem: path for path in sorted((folder / "keys").glob("*.pem")) if ".private" not in path.suffixes}
    files[DEMO] = folder / DEMO / "public.pem"
    return {kid: _public_key(path.read_bytes()) for kid, path in files.items() if path.is_file()}


def _public_key(pem: bytes) -> EllipticCurvePublicKey:
    key = load_pem_public_key(pem)
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
        raise NotALicense("key", "A licence key file is not an ECDSA P-256 public key")
    return key


def verified(text: str, *, allow_demo: bool) -> Claims:
    """The claims of a licence whose signature holds, whatever its dates; NotALicense otherwise."""
    if len(text) > MAX_LENGTH or not text.isascii():
        raise NotALicense("malformed", "This is not a licence key")
    kid = _kid(text)
    if kid == DEMO and not allow_demo:
        raise NotALicense("demo", "Demo licences are not honoured here (APPLIANCE_ALLOW_DEMO_LICENSE)")
    key = public_keys().get(kid)
    if key is None:
        raise NotALicense("unknown_key", "The licence was signed with a key that this appliance does not know")
    try:
        payload = jws.payload_of(text, key, ALGORITHM)
    except jws.BadToken as problem:
        raise _unreadable(problem) from None
    return _claims(payload, kid)


def unverified(text: str) -> dict[str, Any] | None:
    """What a key says of itself, its header included, whoever signed it: for people to read, never to act on."""
    if len(text) > MAX_LENGTH or not text.isascii():
        return None
    try:
        return {"header": jws.header_of(text)} | jws.unverified_payload_of(text)
    except jws.BadToken:
        return None


def _unreadable(problem: jws.BadToken) -> NotALicense:
    if problem.is_signature:
        return NotALicense("signature", "The signature of the licence does not hold")
    return NotALicense("malformed", "This is not a licence key")


def _kid(text: str) -> str:
    try:
        header = jws.header_of(text)
    except jws.BadToken as problem:
        raise _unreadable(problem) from None
    kid = header.get("kid")
    if set(header) - _HEADER or header.get("alg") != ALGORITHM or header.get("typ", "JWT") not in _TYPES:
        raise NotALicense("header", "The licence key has a header that is not taken")
    if not isinstance(kid, str):
        raise NotALicense("header", "The licence key names no signing key")
    return kid


def _claims(payload: dict[str, Any], kid: str) -> Claims:
    issued = _whole(payload, "iat")
    starts = _whole(payload, "nbf", default=issued)
    ends = _whole(payload, "exp")
    if starts >= ends:
        raise _bad("exp")
    tier = payload.get("tier")
    if tier not in tiers().order:
        raise _bad("tier")
    return Claims(
        jti=_text(payload, "jti"), serial=_whole(payload, "serial"), customer=_text(payload, "sub"), tier=tier,
        features=_features(payload.get("features", [])), limits=_limits(payload.get("limits", {})),
        seats=None if payload.get("seats") is None else _whole(payload, "seats"),
        issued_at=issued * 1000, starts_at=starts * 1000, ends_at=ends * 1000,
        grace_days=min(_whole(payload, "grace_days", default=14), _MAX_GRACE_DAYS),
        install_id=None if payload.get("install_id") is None else _text(payload, "install_id"),
        issuer=_text(payload, "iss"), kid=kid,
    )  # fmt: skip


def _bad(claim: str) -> NotALicense:
    return NotALicense("claims", f"The licence's claim {claim} is missing or not usable")


def _text(payload: dict[str, Any], claim: str) -> str:
    value = payload.get(claim)
    if not isinstance(value, str) or not 0 < len(value) <= 200:  # noqa: PLR2004 -- the length of a line
        raise _bad(claim)
    return value


def _whole(payload: dict[str, Any], claim: str, default: int | None = None) -> int:
    value = payload.get(claim, default)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LAST_SECOND * 1000:
        raise _bad(claim)
    if claim in ("iat", "nbf", "exp") and value > _LAST_SECOND:
        raise _bad(claim)
    return value


def _features(value: Any) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise _bad("features")
    return frozenset(value)


def _limits(value: Any) -> dict[str, int | None]:
    if not isinstance(value, dict):
        raise _bad("limits")
    known = {name: number for name, number in value.items() if name in COUNTED}
    if any(n is not None and (not isinstance(n, int) or isinstance(n, bool) or n < 0) for n in known.values()):
        raise _bad("limits")
    return known
