"""Header rules of every answer, and what a request's own headers may say: proxies are believed only when configured."""

import ipaddress
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

from appliance.config import Config
from appliance.web.reply import Pairs, pair

API_CSP = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
PAGE_CSP = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_HSTS = "max-age=31536000"
_LOOPBACK = frozenset({"127.0.0.1", "::1", "::ffff:127.0.0.1"})
_FORWARDING = ("x-forwarded-for", "forwarded", "x-real-ip", "x-forwarded-host", "x-forwarded-proto")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Caller:
    """Where a request comes from, after trusted proxies were believed."""

    address: str
    is_secure: bool
    forwarded_host: str = ""
    is_behind_proxy: bool = False


class HeaderRules:
    """The fixed headers and the judgement of forwarded ones for one configuration."""

    def __init__(self, config: Config) -> None:
        self._trusted = tuple(ipaddress.ip_network(part, strict=False) for part in config.trusted_proxies)
        self._is_https = config.is_https
        self._own_hosts = frozenset({urlsplit(config.base_url).netloc.lower()})
        self._origins = frozenset(origin.rstrip("/").lower() for origin in config.cors_allowed_origins)
        always = [
            pair("x-content-type-options", "nosniff"),
            pair("referrer-policy", "no-referrer"),
            pair("cross-origin-opener-policy", "same-origin"),
            pair("cross-origin-resource-policy", "same-origin"),
        ]
        if config.is_https:
            always.append(pair("strict-transport-security", _HSTS))
        self.always: tuple[tuple[bytes, bytes], ...] = tuple(always)
        self.api = (*always, pair("cache-control", "no-store"), pair("content-security-policy", API_CSP))
        self.json = (*self.api, pair("content-type", "application/json"))

    def caller(self, request: Any) -> Caller:
        """Who calls. Without trusted proxies forwarded headers change nothing but cost the loopback privilege."""
        connection = request.stream.protocol
        if connection.caller is not None:
            return cast("Caller", connection.caller)
        peer = request.conn_info.client_ip
        if self._trusted and _is_in(peer, self._trusted):
            return self._forwarded(peer, request.headers)  # another caller with each request
        connection.caller = Caller(peer, self._is_https)
        return cast("Caller", connection.caller)

    def is_loopback(self, caller: Caller, headers: Any) -> bool:
        """Whether this machine itself calls. Behind a proxy that nobody configured everybody would seem to."""
        if caller.address not in _LOOPBACK:
            return False
        return caller.is_behind_proxy or not any(name in headers for name in _FORWARDING)

    def _forwarded(self, peer: str, headers: Any) -> Caller:
        chain = [part.strip() for part in ",".join(headers.getall("x-forwarded-for", [])).split(",") if part.strip()]
        address = next((hop for hop in reversed(chain) if not _is_in(hop, self._trusted)), chain[0] if chain else peer)
        if not _is_address(address):
            address = peer
        scheme = headers.get("x-forwarded-proto", "").split(",")[0].strip().lower()
        host = headers.get("x-forwarded-host", "").split(",")[0].strip().lower()
        return Caller(address, self._is_https or scheme == "https", host, is_behind_proxy=True)

    def is_foreign(self, headers: Any, caller: Caller) -> bool:
        """Whether a browser says that the call comes from a page that is not ours and not on the list."""
        origin = headers.get("origin")
        if origin is None:
            return False
        netloc = urlsplit(origin).netloc.lower()
        return not netloc or (
            netloc != (caller.forwarded_host or headers.get("host", "").lower())
            and netloc not in self._own_hosts
            and origin.lower() not in self._origins
        )

    def cors(self, origin: str | None, path: str) -> Pairs:
        """What an allowed foreign page needs to read the answer; never with credentials."""
        if not self._origins or origin is None or not path.startswith("/api"):
            return []
        if origin.lower() not in self._origins:
            return [pair("vary", "Origin")]
        exposed = "X-Request-Id, Location, ETag, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset"
        return [
            pair("access-control-allow-origin", origin),
            pair("access-control-expose-headers", exposed),
            pair("vary", "Origin"),
        ]

    def preflight(self, origin: str | None, path: str, allow: str) -> Pairs:
        """The answer to OPTIONS: the methods; for allowed origins also that they may call."""
        pairs = [*self.api, pair("allow", allow)]
        cors = self.cors(origin, path)
        if len(cors) > 1:
            wanted = "Authorization, Content-Type, Idempotency-Key, If-Match, Last-Event-ID, X-API-Key"
            cors += [
                pair("access-control-allow-methods", allow),
                pair("access-control-allow-headers", wanted),
                pair("access-control-max-age", "600"),
            ]
        return [*pairs, *cors]


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_in(address: str, networks: tuple[Network, ...]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return any((mapped or parsed) in network for network in networks)
