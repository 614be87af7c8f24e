"""Signed JSON tokens (JWS compact, RFC 7515) by PyJWT, which is loaded at first use: an idle house needs none of it.

Algorithm and key come from the caller, never from the token. Times are the caller's to judge.
"""

from collections.abc import Mapping
from typing import Any

WEAKEST_RSA_BITS = 2048


class BadToken(Exception):
    """Not a token that the key signed; `is_signature` when it is well formed and only the signature does not hold."""

    def __init__(self, *, is_signature: bool = False) -> None:
        self.is_signature = is_signature
        super().__init__("the signature does not hold" if is_signature else "this is not a signed token")


def signed(payload: Mapping[str, Any], key: Any, algorithm: str, headers: Mapping[str, str]) -> str:
    """A token of this payload. ValueError for a key that does not fit the algorithm."""
    import jwt

    try:
        return jwt.encode(dict(payload), key, algorithm=algorithm, headers=dict(headers))
    except (jwt.PyJWTError, TypeError) as error:
        raise ValueError(f"cannot sign with this key: {error}") from None


def header_of(token: str) -> dict[str, Any]:
    """What a token says of itself, to be compared with what is expected; BadToken when it cannot be read."""
    import jwt

    try:
        return jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError):
        raise BadToken from None


def unverified_payload_of(token: str) -> dict[str, Any]:
    """What a token says, proven by nothing; BadToken when it cannot be read."""
    import jwt

    try:
        return jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError):
        raise BadToken from None


def payload_of(token: str, key: Any, algorithm: str, *, audience: str | None = None) -> dict[str, Any]:
    """The payload that this key signed for this audience; BadToken otherwise."""
    import jwt

    options: Any = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": audience is not None}
    try:
        return jwt.decode(token, key, algorithms=[algorithm], audience=audience, options=options)
    except jwt.InvalidSignatureError:
        raise BadToken(is_signature=True) from None
    except (jwt.PyJWTError, ValueError):
        raise BadToken from None


def key_of(jwk: Mapping[str, Any], algorithm: str) -> Any:
    """The public key of a JSON Web Key (RFC 7517) for one algorithm; ValueError for a broken, private or weak one."""
    import jwt
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    if "d" in jwk or "k" in jwk:
        raise ValueError("the key is no public one")
    try:
        key = jwt.PyJWK(dict(jwk), algorithm=algorithm).key
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise ValueError(f"the key cannot be read: {type(error).__name__}") from None
    if isinstance(key, RSAPublicKey) and key.key_size < WEAKEST_RSA_BITS:
        raise ValueError("the key is too short")
    return key


def unproven(token: str) -> dict[str, Any]:
    """What a token says, with nothing of it proven: to be shown, never to be believed. BadToken when unreadable."""
    import jwt

    try:
        return jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError):
        raise BadToken from None
