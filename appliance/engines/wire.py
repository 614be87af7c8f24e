"""The network side of the outgoing client: a connection is opened only to an address that the egress door has checked.

Imports the HTTP library, so it is loaded at the first request and not at start.
"""

import asyncio
import ssl
from collections.abc import Iterable
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpcore2
import httpx2

from appliance.engines.egress import Egress


class GatedBackend(httpcore2.AsyncNetworkBackend):
    """Asks the door for addresses and connects to exactly those, so that no second look-up can name another."""

    def __init__(self, egress: Egress, feature: str) -> None:
        self._egress = egress
        self._feature = feature
        self._plain = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 -- the library's own signature
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """A connection to the first checked address that answers; EgressRefused when none may be tried."""
        failure: Exception | None = None
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._egress.admit(self._feature, host, port)
        except TimeoutError as late:
            raise httpcore2.ConnectTimeout("the name was not resolved in time") from late
        for address in addresses:
            try:
                return await self._plain.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as unreachable:
                failure = failure or unreachable
        raise failure or httpcore2.ConnectError("no address")

    async def sleep(self, seconds: float) -> None:
        await self._plain.sleep(seconds)


class GatedTransport(httpx2.AsyncHTTPTransport):
    """The library's transport over a pool whose connections all pass the door.

    No connection is kept for a later request: each asks the door anew, so that a withdrawn rule holds at once.
    """

    def __init__(self, egress: Egress, feature: str, ca_bundle: str | None = None) -> None:
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=trusting(ca_bundle),
            max_connections=None,
            max_keepalive_connections=0,
            network_backend=GatedBackend(egress, feature),
        )


@lru_cache(maxsize=8)
def trusting(ca_bundle: str | None) -> ssl.SSLContext:
    """Verification against the system's authorities and, where given, the file's; there is no way to switch it off."""
    context = ssl.create_default_context()
    if ca_bundle:
        context.load_verify_locations(cafile=ca_bundle)
    return context


def open_client(egress: Egress, feature: str, ca_bundle: str | None = None) -> httpx2.AsyncClient:
    """A client that follows no redirect, heeds no proxy of the environment and keeps no cookie."""
    return httpx2.AsyncClient(
        transport=GatedTransport(egress, feature, ca_bundle),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        timeout=None,
        follow_redirects=False,
        trust_env=False,
    )
