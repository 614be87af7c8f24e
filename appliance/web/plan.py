"""An endpoint made ready once at start: everything that a request would otherwise have to look up."""

import inspect
import types
import typing
from collections.abc import Callable
from functools import cache, cached_property
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import SchemaSerializer

from appliance.kernel import telemetry
from appliance.kernel.door import Endpoint, Mode
from appliance.kernel.page import Page
from appliance.kernel.shape import Shape
from appliance.kernel.visit import Download, Stream, Text
from appliance.web.call import Call

JSON = "application/json"
_OPEN = ("PUBLIC", "SIGNED")
_NO_JSON = (Download, Stream, Text, type(None))


class Plan:
    """One endpoint, compiled."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.mode = endpoint.mode
        self.handler = endpoint.handler
        self.is_open = endpoint.access.word in _OPEN
        self.is_signed = endpoint.access.word == "SIGNED"
        self.is_internal = endpoint.access.word == "INTERNAL"
        self.changes = endpoint.method != "GET"
        self.only_grows = self.changes and not endpoint.makes_room
        self.administers = endpoint.access.word in ("ADMIN", "OPERATOR")
        self.reads_only = endpoint.mode in (Mode.READ, Mode.DOWNLOAD)
        self.honours_keys = endpoint.once and endpoint.mode is not Mode.STREAM
        said = endpoint.signature
        self.body: type[Shape] | None = said.body
        self.body_is_optional = said.body is not None and _is_optional(endpoint.handler, said.body_name)
        self.reads_query = said.filter is not None or said.page is not None
        self.wants_visit = said.visit is not None or (endpoint.prepare or endpoint.proves) is not None
        self.takes_something = (
            said.body is not None or self.reads_query or self.wants_visit or endpoint.once
            or endpoint.feature is not None
        )  # fmt: skip
        self.path_args = said.path
        self._fill = tuple(_fill(endpoint))
        self._prepare = _prepare_args(endpoint)
        self.is_page = _is_page(said.reply)
        self.media_type = endpoint.dialect.media_type if endpoint.dialect else JSON
        self._children: dict[tuple[str, int], Any] = {}
        self._seconds: dict[str, Any] = {}

    @cached_property
    def serializer(self) -> SchemaSerializer | None:
        """What turns the reply into JSON."""
        return _serializer(self.endpoint.signature.reply)

    def load(self, call: Call) -> Any:
        """The object that the path names, through the eyes of the actor; NotFound when they do not see it."""
        if self.endpoint.target is None:
            return None
        return self.endpoint.target(**call.params, seen_by=call.actor)

    def handle(self, call: Call) -> Any:
        """Call the handler with what its signature asks for."""
        given = {name: getattr(call, attribute) for name, attribute in self._fill}
        for name in self.path_args:
            given[name] = call.params[name]
        return self.handler(**given)

    def prepare(self, call: Call) -> Any:
        """Start what runs before the unit; the caller awaits it."""
        if self.endpoint.prepare is None:
            return None
        return self.endpoint.prepare(**{name: getattr(call, attribute) for name, attribute in self._prepare})

    def measure(self, method: str, status: int, seconds: float) -> None:
        """Count the answer and its time under the declared path."""
        route = self.endpoint.path
        child = self._children.get((method, status))
        if child is None:
            child = self._children[method, status] = telemetry.HTTP_REQUESTS.labels(method, route, str(status))
            self._seconds[method] = telemetry.HTTP_SECONDS.labels(method, route)
        child.inc()
        self._seconds[method].observe(seconds)


def _fill(endpoint: Endpoint) -> list[tuple[str, str]]:
    said = endpoint.signature
    pairs = (
        (said.target, "target"), (said.body_name, "body"), (said.filter_name, "filter"), (said.page, "page"),
        (said.visit, "visit"), (said.upload, "upload"), (said.actor, "actor"), (said.prepared, "prepared"),
    )  # fmt: skip
    return [(name, attribute) for name, attribute in pairs if name is not None]


def _prepare_args(endpoint: Endpoint) -> tuple[tuple[str, str], ...]:
    if endpoint.prepare is None:
        return ()
    known = {name: attribute for name, attribute in _fill(endpoint) if attribute != "prepared"}
    known |= {
        "visit": "visit",
        "actor": "actor",
        "draft": "body",
        "body": "body",
        "target": "target",
        "params": "params",
    }
    parameters = inspect.signature(endpoint.prepare).parameters
    if strangers := set(parameters) - set(known):
        raise TypeError(f"{endpoint.key}: prepare asks for {sorted(strangers)}")
    return tuple((name, known[name]) for name in parameters)


def _is_optional(handler: Callable[..., Any], name: str | None) -> bool:
    annotation = inspect.signature(handler, eval_str=True).parameters[name or ""].annotation
    return isinstance(annotation, types.UnionType)


def json_reply(reply: Any) -> Any:
    """The part of a reply annotation that is sent as JSON, or None."""
    parts = typing.get_args(reply) if isinstance(reply, types.UnionType) else (reply,)
    kept = [part for part in parts if part not in _NO_JSON and part is not None]
    return typing.Union[tuple(kept)] if kept else None  # noqa: UP007 -- made of a list


def _is_page(reply: Any) -> bool:
    kept = json_reply(reply)
    return isinstance(kept, type) and issubclass(kept, Page)


@cache
def _serializer(reply: Any) -> SchemaSerializer | None:
    """What turns a reply into JSON, or None; of a page it is that of its rows. Made at the first answer."""
    kept = json_reply(reply)
    if kept is None:
        return None
    if _is_page(reply):
        (row,) = kept.__pydantic_generic_metadata__["args"]
        kept = types.GenericAlias(list, (row,))
    adapter = TypeAdapter(kept)
    adapter.rebuild(force=True)
    found = adapter.serializer
    if not isinstance(found, SchemaSerializer):
        raise TypeError(f"{kept} cannot be sent as JSON")
    return found
