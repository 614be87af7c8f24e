"""The endpoints that describe the house itself: they need what only this floor knows. Same door, same gate."""

import base64
from collections.abc import Sequence
from functools import cached_property

from prometheus_client import generate_latest

from appliance.config import Config
from appliance.kernel import crypt, telemetry
from appliance.kernel.access import LIMITED, PUBLIC, Access
from appliance.kernel.assembly import House
from appliance.kernel.door import CALL, READ, Door, Endpoint
from appliance.kernel.problem import Forbidden, Unauthorized
from appliance.kernel.room import Room
from appliance.kernel.visit import Text, Visit
from appliance.web.assets import Assets
from appliance.web.headers import PAGE_CSP
from appliance.web.openapi import openapi_document

_METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_REDOC_CSP = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Described:
    """The house's description of itself. `endpoints` and `assets` are set when the whole list is known."""

    def __init__(self, house: House, config: Config) -> None:
        self._house = house
        self._config = config
        self.endpoints: Sequence[Endpoint] = ()
        self.assets: Assets

    @cached_property
    def openapi(self) -> bytes:
        """The OpenAPI document, built when first asked for."""
        return openapi_document(self.endpoints, self._config)

    def page(self, name: str, csp: str = PAGE_CSP) -> Text:
        """One of the API pages, from local files."""
        body, nonce = self.assets.page(name)
        return Text(body, "text/html; charset=utf-8", {"content-security-policy": csp.format(nonce=nonce)})

    def metrics(self, visit: Visit) -> Text:
        """Prometheus' text, for whoever may see it."""
        self._check_reader(visit)
        for room in self._house.rooms:
            for refresh in room.gauges:
                refresh()
        return Text(generate_latest(telemetry.REGISTRY), _METRICS_TYPE)

    def _check_reader(self, visit: Visit) -> None:
        wanted = self._config.metrics_basic_auth
        if not wanted:
            if not visit.is_loopback:
                raise Forbidden("Without METRICS_BASIC_AUTH only this machine may read the metrics")
            return
        expected = "Basic " + base64.b64encode(wanted.encode()).decode()
        given = visit.headers.get("authorization")
        if given is None or not crypt.same(given, expected):
            problem = Unauthorized("missing" if given is None else "invalid")
            problem.headers = {"WWW-Authenticate": 'Basic realm="metrics"'}
            raise problem


def with_own(house: House, config: Config | None = None, described: Described | None = None) -> House:
    """The house with metrics, and with the API's description unless that is switched off."""
    config = config or Config()
    described = described or Described(house, config)
    door = Door("health", about="The appliance about itself")
    _declare_metrics(door, described)
    if config.docs_access != "off":
        _declare_docs(door, described, PUBLIC if config.docs_access == "public" else LIMITED)
    return House((*house.rooms, Room("description", about="The appliance about itself", door=door)))


def _declare_metrics(door: Door, described: Described) -> None:
    @door.get("/metrics", access=PUBLIC, mode=READ, errors=[Unauthorized, Forbidden])
    def metrics(visit: Visit) -> Text:
        """Read the metrics in Prometheus' text format."""
        return described.metrics(visit)


def _declare_docs(door: Door, described: Described, access: Access) -> None:
    @door.get("/api/openapi.json", also=("/openapi.json",), access=access, mode=CALL)
    async def openapi() -> Text:
        """Read the OpenAPI 3.1 document."""
        return Text(described.openapi, "application/json")

    @door.get("/api/docs", also=("/docs", "/swagger"), access=access, mode=CALL)
    async def docs() -> Text:
        """Show the API in Swagger UI."""
        return described.page("docs/swagger.html")

    @door.get("/redoc", access=access, mode=CALL)
    async def redoc() -> Text:
        """Show the API in ReDoc."""
        return described.page("docs/redoc.html", _REDOC_CSP)
