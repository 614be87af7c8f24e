"""OpenID Connect discovery and key sets, kept for a while and within limits. An issuer's keys are its own alone."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from re import Pattern
from typing import Any
from urllib.parse import urlsplit

from appliance.engines import oauth
from appliance.engines.http import Call, Http
from appliance.engines.oauth import OAuthFailed
from appliance.kernel import clock

WELL_KNOWN = "/.well-known/openid-configuration"
KEPT_MS = clock.HOUR
REFETCH_MS = clock.MINUTE
"""Least time between two look-ups of an issuer's keys that an unknown key asks for."""
MOST_KEYS = 100
_MOST_KEPT = 64


@dataclass(frozen=True, slots=True)
class Metadata:
    """What an issuer says of itself (OpenID Connect Discovery 1.0, 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    uses_post: bool
    says_iss: bool


@dataclass(slots=True)
class _Kept:
    value: Any
    at: int


class Cache:
    """Metadata and keys by connection and address, the least recently used forgotten first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()

    def young(self, place: tuple[str, str], age: int) -> Any:
        """What was kept there less than `age` milliseconds ago, or None."""
        kept = self._kept.get(place)
        return kept.value if kept is not None and 0 <= clock.now_ms() - kept.at < age else None

    def keep(self, place: tuple[str, str], value: Any) -> None:
        """Keep a value there from now on."""
        self._kept[place] = _Kept(value, clock.now_ms())
        self._kept.move_to_end(place)
        if len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)

    def forget(self, feature: str) -> None:
        """Forget what one connection learnt."""
        for place in [one for one in self._kept if one[0] == feature]:
            del self._kept[place]


cache = Cache()


async def discovered(http: Http, feature: str, issuer: str, *, also: Pattern[str] | None = None) -> Metadata:
    """The metadata of an issuer; OAuthFailed when it speaks for another one or names unsafe addresses.

    `also`: other names that it may give itself, as Microsoft's issuers do in their tenants' names.
    """
    place = (feature, issuer)
    if (kept := cache.young(place, KEPT_MS)) is not None:
        found: Metadata = kept
        return found
    said = await oauth.asked(http, Call("GET", issuer.rstrip("/") + WELL_KNOWN, {"accept": "application/json"}))
    metadata = read_metadata(said, issuer, also=also)
    cache.keep(place, metadata)
    return metadata


def read_metadata(said: Mapping[str, Any], issuer: str, *, also: Pattern[str] | None = None) -> Metadata:
    """Check a discovery document."""
    named = said.get("issuer")
    if named != issuer and not (also is not None and isinstance(named, str) and also.fullmatch(named)):
        raise OAuthFailed("not_proven", "the discovery document is another issuer's")
    methods = said.get("code_challenge_methods_supported")
    if isinstance(methods, list) and "S256" not in methods:
        raise OAuthFailed("provider", "the issuer does not take PKCE with S256")
    auth = said.get("token_endpoint_auth_methods_supported")
    userinfo = said.get("userinfo_endpoint")
    return Metadata(
        issuer=str(named),
        authorization_endpoint=_address(said, "authorization_endpoint", issuer),
        token_endpoint=_address(said, "token_endpoint", issuer),
        jwks_uri=_address(said, "jwks_uri", issuer),
        userinfo_endpoint=_address(said, "userinfo_endpoint", issuer) if userinfo else None,
        uses_post=isinstance(auth, list) and "client_secret_post" in auth and "client_secret_basic" not in auth,
        says_iss=said.get("authorization_response_iss_parameter_supported") is True,
    )


def _address(said: Mapping[str, Any], name: str, issuer: str) -> str:
    url = said.get(name)
    is_safe = isinstance(url, str) and oauth.is_safe_url(url)
    if not isinstance(url, str) or not is_safe or (issuer.startswith("https:") and urlsplit(url).scheme != "https"):
        raise OAuthFailed("provider", f"the discovery document names no safe {name}")
    return url


async def keys(http: Http, feature: str, uri: str, *, wanted: str | None = None) -> list[dict[str, Any]]:
    """The key set of an issuer. An unknown key id makes it be asked again, at most once a minute."""
    place = (feature, uri)
    kept: list[dict[str, Any]] | None = cache.young(place, KEPT_MS)
    if kept is not None and (wanted is None or any(one.get("kid") == wanted for one in kept)):
        return kept
    if kept is not None and (recent := cache.young(place, REFETCH_MS)) is not None:
        found: list[dict[str, Any]] = recent
        return found
    said = (await oauth.asked(http, Call("GET", uri, {"accept": "application/json"}))).get("keys")
    if not isinstance(said, list) or len(said) > MOST_KEYS:
        raise OAuthFailed("provider", "the key set cannot be used")
    fresh = [one for one in said if isinstance(one, dict)]
    cache.keep(place, fresh)
    return fresh
