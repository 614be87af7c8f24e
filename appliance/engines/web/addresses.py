"""Addresses of pages in one spelling each, so that a page is one page and every reader of an address reads the same.

What is sent is put together from the parts that were judged, never the text that came.
"""

import re
from collections import Counter
from ipaddress import IPv6Address
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

MOST_CHARACTERS: Final = 2_000
MOST_SEGMENTS: Final = 16
MOST_REPEATS: Final = 3
_PORTS: Final = {"http": 80, "https": 443}
_NAME: Final = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED: Final = re.compile(r"[A-Za-z0-9._~-]")
_TRACKING: Final = re.compile(
    r"utm_\w+|gclid|fbclid|msclkid|mc_[ce]id|phpsessid|jsessionid|sid|sessionid", re.IGNORECASE
)


class BadAddress(ValueError):
    """No address of a page that may be asked for."""


def normal(address: str, base: str | None = None) -> str:
    """The one spelling of an http or https address: no fragment, no default port, no dots, no tracking marks.

    BadAddress for another scheme, a user name, an unusual host or one that is too long.
    """
    text = address.strip(" \t\r\n\f")
    if (
        not text.isprintable()
        or "\\" in text
        or " " in text.split("?")[0].split("#")[0].partition("//")[2].split("/")[0]
    ):
        raise BadAddress("the address has characters that no address has")
    try:
        parts = urlsplit(urljoin(base, text) if base else text)
        port = parts.port
    except ValueError:
        raise BadAddress("the address cannot be understood") from None
    if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
        raise BadAddress("only http and https addresses with a host and without a user name are read")
    place = _host(parts.hostname) + (f":{port}" if port not in (None, _PORTS[parts.scheme]) else "")
    query = _query(parts.query)
    found = f"{parts.scheme}://{place}{_path(parts.path)}{'?' if query else ''}{query}"
    if len(found) > MOST_CHARACTERS:
        raise BadAddress("the address is too long")
    return found


def _host(name: str) -> str:
    if ":" in name and "%" not in name:
        try:
            return f"[{IPv6Address(name)}]"
        except ValueError:
            raise BadAddress("the host cannot be understood") from None
    try:
        plain = name.rstrip(".").encode("idna").decode().lower()
    except UnicodeError:
        raise BadAddress("the host cannot be understood") from None
    if not _NAME.fullmatch(plain):
        raise BadAddress("the host cannot be understood")
    return plain


def _path(path: str) -> str:
    kept: list[str] = []
    parts = path.split("/")[1:]
    for part in parts:
        if part == "..":
            del kept[-1:]
        elif part not in ("", "."):
            kept.append(part)
    is_open = bool(kept) and parts[-1] in ("", ".", "..")
    return escaped("/" + "/".join(kept) + "/" * is_open)


def _query(query: str) -> str:
    pairs = [pair for pair in query.split("&") if pair and not _TRACKING.fullmatch(pair.partition("=")[0])]
    return escaped("&".join(pairs))


def escaped(text: str) -> str:
    """Percent-encoded as RFC 3986 section 6.2.2 normalises it."""

    def plain(found: "re.Match[str]") -> str:
        letter = chr(int(found[1], 16))
        return letter if _UNRESERVED.match(letter) else found[0].upper()

    return _ESCAPE.sub(plain, quote(text, safe="%/:=&?~+!$,;'@()*[]"))


def host_and_port(address: str) -> tuple[str, int]:
    """Where a normal address leads."""
    parts = urlsplit(address)
    return parts.hostname or "", parts.port or _PORTS[parts.scheme]


def origin(address: str) -> str:
    """Scheme, host and port: what one robots.txt speaks for."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def path(address: str) -> str:
    """Path and query of a normal address."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def without_query(address: str) -> str:
    """The place that addresses share which differ in their query alone."""
    return address.partition("?")[0]


def is_endless(address: str) -> bool:
    """Whether a path looks like one that makes itself longer: too deep, or the same part again and again."""
    segments = [part for part in urlsplit(address).path.split("/") if part]
    return len(segments) > MOST_SEGMENTS or any(count > MOST_REPEATS for count in Counter(segments).values())
