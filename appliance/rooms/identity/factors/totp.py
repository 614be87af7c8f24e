"""Codes by time (TOTP, RFC 6238 over HOTP, RFC 4226): HMAC-SHA-1, six digits, thirty seconds, as authenticators do."""

import base64
import hashlib
import hmac
from urllib.parse import quote

from appliance.kernel import crypt

STEP_SECONDS = 30
DIGITS = 6
DRIFT = 1  # steps that a device's clock may be off, either way


def step_at(now_ms: int) -> int:
    """The number of the thirty seconds that a moment lies in."""
    return now_ms // 1000 // STEP_SECONDS


def code(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """The code of a step (RFC 4226, section 5.3)."""
    mac = hmac.new(secret, step.to_bytes(8), hashlib.sha1).digest()
    start = mac[-1] & 0x0F
    number = int.from_bytes(mac[start : start + 4]) & 0x7FFF_FFFF
    return str(number % 10**digits).zfill(digits)


def matching_step(secret: bytes, given: str, now_ms: int, after: int) -> int | None:
    """The step whose code this is, later than `after` so that none works twice; None when it is none."""
    now = step_at(now_ms)
    matches = [step for step in range(now - DRIFT, now + DRIFT + 1) if crypt.same(code(secret, step), given)]
    return next((step for step in matches if step > after), None)


def base32(secret: bytes) -> str:
    """The secret as people type it into an authenticator."""
    return base64.b32encode(secret).decode().rstrip("=")


def uri(secret: bytes, issuer: str, account: str) -> str:
    """What an authenticator scans (the Key URI Format)."""
    label = f"{quote(issuer, safe='')}:{quote(account, safe='@')}"
    return f"otpauth://totp/{label}?secret={base32(secret)}&issuer={quote(issuer, safe='')}"
