"""The two faces of a session: the opaque token of the cookie, and a signed JWT (EdDSA) for the Authorization header.

A JWT is verified once per token and process; the session's row is asked at every request.
"""

import functools

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from appliance.engines import jws
from appliance.kernel import crypt
from appliance.kernel.actor import Role
from appliance.kernel.problem import Unauthorized
from appliance.store import opened
from appliance.store.keys import Keys

ALGORITHM = "EdDSA"
TYPE = "session+jwt"
AUDIENCE = "appliance-session"
_HEADER = {"alg": ALGORITHM, "typ": TYPE}
_REQUIRED = {"aud", "sub", "sid", "iat", "exp"}
_MOST_LENGTH = 2000
_MOST_KEPT = 10_000
_verified: dict[bytes, tuple[Keys, str]] = {}  # digest -> the keys that verified it, session id


def new_token() -> str:
    """An opaque session token: 256 random bits."""
    return crypt.new_secret("ses_")


def _seed() -> bytes:
    return opened().keys.derive("session-jwt")


@functools.lru_cache(maxsize=4)
def _private(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)


@functools.lru_cache(maxsize=4)
def _public(seed: bytes) -> Ed25519PublicKey:
    return _private(seed).public_key()


def sign(session_id: str, user_id: str, org_id: str, role: Role, times: tuple[int, int]) -> str:
    """The JWT of a session; `times` are its start and its absolute end in milliseconds."""
    payload = {
        "aud": AUDIENCE, "sub": user_id, "sid": session_id, "org": org_id, "role": str(role),
        "iat": times[0] // 1000, "exp": times[1] // 1000,
    }  # fmt: skip
    return jws.signed(payload, _private(_seed()), ALGORITHM, {"typ": TYPE})


def session_of(token: str) -> str:
    """The session a JWT names; Unauthorized("invalid") when it is not one of ours. Its times are the row's to judge."""
    known, keys = crypt.digest(token), opened().keys
    verified_by, session_id = _verified.get(known, (None, ""))
    if verified_by is not keys:
        session_id = _verify(token, _seed())
        if len(_verified) >= _MOST_KEPT:
            _verified.clear()
        _verified[known] = (keys, session_id)
    return session_id


def _verify(token: str, seed: bytes) -> str:
    if len(token) > _MOST_LENGTH:
        raise Unauthorized("invalid")
    try:
        if jws.header_of(token) != _HEADER:
            raise Unauthorized("invalid")
        payload = jws.payload_of(token, _public(seed), ALGORITHM, audience=AUDIENCE)
    except jws.BadToken:
        raise Unauthorized("invalid") from None
    if not payload.keys() >= _REQUIRED:
        raise Unauthorized("invalid")
    return str(payload["sid"])
