"""Servers that administrators name: their addresses, and their keys, which rest sealed and never go out again."""

from urllib.parse import urlsplit

from appliance.store import opened


def checked(url: str, name: str = "base_url") -> None:
    """ValueError, in words about the field, for what is no plain web address."""
    address = urlsplit(url)
    if address.scheme not in ("http", "https") or not address.hostname or address.username or address.password:
        raise ValueError(f"{name} must be an http or https address without a name or password in it")
    if address.query or address.fragment:
        raise ValueError(f"{name} must end before any question mark")
    _ = address.port  # a port that is none is a ValueError


def seal(key: str, about: str) -> bytes | None:
    """A key as it is stored, bound to what it is of; None for none."""
    return opened().keys.seal(key.encode(), about) if key else None


def unseal(sealed: bytes | None, about: str) -> str:
    """The key; empty when there is none."""
    return opened().keys.unseal(sealed, about).decode() if sealed is not None else ""
