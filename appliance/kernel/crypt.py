"""Secrets: random tokens with a checksum, digests, sealing at rest. Random only from the operating system."""

import hashlib
import hmac
import secrets
import zlib

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BODY = 43  # 32 bytes in base 62
_CHECK = 6


def _base62(number: int, length: int) -> str:
    letters = []
    for _ in range(length):
        number, rest = divmod(number, 62)
        letters.append(_BASE62[rest])
    return "".join(reversed(letters))


def new_secret(prefix: str = "") -> str:
    """`prefix` + 32 random bytes in base 62 + a checksum of 6 characters; shown once, kept as a digest."""
    body = _base62(int.from_bytes(secrets.token_bytes(32)), _BODY)
    return f"{prefix}{body}{_checksum(prefix + body)}"


def is_well_formed(secret: str, prefix: str = "") -> bool:
    """Whether the checksum holds: a mistyped secret is told from a revoked one without a look-up."""
    if not secret.isascii() or not secret.startswith(prefix) or len(secret) != len(prefix) + _BODY + _CHECK:
        return False
    return hmac.compare_digest(_checksum(secret[:-_CHECK]), secret[-_CHECK:])


def _checksum(text: str) -> str:
    return _base62(zlib.crc32(text.encode()), _CHECK)


def digest(secret: str) -> bytes:
    """SHA-256, for look-up. Fit for our random secrets only; passwords are hashed by argon2."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def display(secret: str) -> str:
    """What may be shown of a secret later: its prefix and last four characters."""
    head = secret[: secret.rfind("_") + 1]
    return f"{head}…{secret[-4:]}"


def same(left: str | bytes, right: str | bytes) -> bool:
    """Compare in constant time."""
    a = left.encode("utf-8", "surrogatepass") if isinstance(left, str) else left
    b = right.encode("utf-8", "surrogatepass") if isinstance(right, str) else right
    return hmac.compare_digest(a, b)


def derive(key: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose (HMAC-SHA256 of the purpose under the master key, RFC 5869's expand step)."""
    return hmac.new(key, purpose.encode() + b"\x01", hashlib.sha256).digest()


def seal(key: bytes, plain: bytes, about: str = "") -> bytes:
    """AES-256-GCM with a random nonce in front; `about` binds the sealed bytes to their place."""
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(key).encrypt(nonce, plain, about.encode())


def unseal(key: bytes, sealed: bytes, about: str = "") -> bytes:
    """The plain bytes; `cryptography.exceptions.InvalidTag` when the key, the bytes or the place are not right."""
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], about.encode())
