"""The token that proves that a page of ours sent a request: derived from the session, so that nothing is kept."""

import base64
import hashlib
import hmac

from appliance.kernel import crypt

_key = b""


def use_key(key: bytes) -> None:
    """Set the process's key at start (32 bytes derived for this purpose alone)."""
    global _key  # noqa: PLW0603 -- one process has one key
    _key = key


def csrf_token(session_id: str) -> str:
    """The token of a session; the same for its whole life. RuntimeError before a key is set."""
    if not _key:
        raise RuntimeError("no key for CSRF tokens has been set")
    mac = hmac.new(_key, session_id.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


def is_csrf_token(token: str, session_id: str) -> bool:
    """Whether this is the session's token; compared in constant time."""
    return crypt.same(token, csrf_token(session_id))
