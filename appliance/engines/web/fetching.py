"""One bounded request for a page, through the egress door. Redirects are told and never followed here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from appliance import __version__
from appliance.engines.egress import Egress, EgressRefused
from appliance.engines.http import Call, Http, HttpFailed, Incoming, Limits
from appliance.engines.web import robots
from appliance.engines.web.addresses import BadAddress, normal
from appliance.engines.web.hosts import FEATURE

LIMITS: Final = Limits(connect=10.0, head=20.0, read=20.0, total=60.0, body=10 * 1024 * 1024, unpacks=True)
PAGES: Final = frozenset({"text/html", "application/xhtml+xml", "text/plain", "text/markdown", "application/pdf"})
SITEMAPS: Final = frozenset(
    {"application/xml", "text/xml", "text/plain", "application/gzip", "application/x-gzip", "application/octet-stream"}
)
_OK, _BAD, _BROKEN = 200, 400, 500
_UNLISTED: Final = ("the feature is not allowed to leave", "the host and port are not on the list")
_UNKNOWN: Final = ("the name cannot be resolved", "the name has no address")
_CODES: Final = {"connect": "unreachable", "redirects": "redirect_loop"}


class FetchFailed(Exception):
    """No answer that can be used; `code` is for programs."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. The body is there with status 200 alone; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def media_type(self) -> str:
        """As declared, with its parameters."""
        return self.headers.get("content-type", "")


class Visitor:
    """Asks web servers, under our own name."""

    def __init__(self, egress: Egress, ca_bundle: str | None = None, limits: Limits = LIMITS) -> None:
        self._egress, self._ca_bundle, self._limits = egress, ca_bundle, limits

    async def fetch(self, url: str, kinds: Collection[str], known: Mapping[str, str] | None = None) -> Fetched:
        """The answer of one address; `known` are headers that make the request a conditional one.

        FetchFailed refused_host, refused_address, unresolved, unreachable, timeout, broken, too_large, bad_url,
        unsupported_type.
        """
        headers = {"user-agent": agent(), "accept": ", ".join([*sorted(kinds), "*/*;q=0.1"]), **(known or {})}
        http = Http(self._egress, FEATURE, self._ca_bundle, self._limits)
        try:
            async with http.open(Call("GET", url, headers)) as incoming:
                return await _taken(incoming, kinds, self._limits.body)
        except HttpFailed as failure:
            raise FetchFailed(_code(failure)) from failure
        finally:
            await http.aclose()

    async def robots(self, origin: str) -> robots.Robots:
        """What the origin asks of us (RFC 9309 section 2.3.1): nothing with 4xx, everything when it cannot say."""
        url = f"{origin}/robots.txt"
        for _ in range(6):
            http = Http(self._egress, FEATURE, self._ca_bundle, self._limits)
            try:
                async with http.open(Call("GET", url, {"user-agent": agent()})) as incoming:
                    if incoming.status == _OK:
                        return robots.read(await _beginning(incoming))
                    target = incoming.headers.get("location")
                    if not 300 <= incoming.status < _BAD or not target:  # noqa: PLR2004 -- a redirect
                        return robots.OPEN if _BAD <= incoming.status < _BROKEN else robots.SHUT
            except HttpFailed as failure:
                raise FetchFailed(_code(failure)) from failure
            finally:
                await http.aclose()
            url = _joined(url, target)
        return robots.OPEN


def _joined(url: str, target: str) -> str:
    try:
        return normal(target, url)
    except BadAddress:
        raise FetchFailed("bad_address") from None


async def _beginning(incoming: Incoming) -> bytes:
    data = b""
    async for piece in incoming.chunks():
        data += piece
        if len(data) >= robots.MOST_BYTES:
            break
    return data


async def _taken(incoming: Incoming, kinds: Collection[str], most: int) -> Fetched:
    if incoming.status != _OK:
        return Fetched(incoming.status, incoming.headers)
    kind = incoming.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in kinds:
        raise FetchFailed("unsupported_type")
    if int(_length(incoming)) > most:
        raise FetchFailed("too_large")
    return Fetched(_OK, incoming.headers, await incoming.read())


def _length(incoming: Incoming) -> str:
    told = incoming.headers.get("content-length", "0")
    return told if told.isascii() and told.isdigit() else "0"


def _code(failure: HttpFailed) -> str:
    cause = failure.__cause__
    if isinstance(cause, EgressRefused):
        reason = cause.record.reason
        return "refused_host" if reason in _UNLISTED else "unresolved" if reason in _UNKNOWN else "refused_address"
    return _CODES.get(failure.kind, failure.kind)


def agent() -> str:
    """Our name as servers see it; robots.txt knows us as `appliance`."""
    return f"{robots.AGENT}/{__version__}"
