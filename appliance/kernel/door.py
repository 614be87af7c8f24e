"""Endpoints as data. One declaration says who, what and how; everything that must agree with it is derived from it.

Refused at import: no access, no mode, a POST silent about `once`, a write silent about `emits`, an id in the path
without a target, no reply, no docstring.
"""

import inspect
import re
import types
import typing
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from appliance.kernel.access import Access
from appliance.kernel.actor import Actor
from appliance.kernel.dialect import Dialect
from appliance.kernel.event import Event
from appliance.kernel.page import Filter, Page, PageAsk
from appliance.kernel.problem import Problem
from appliance.kernel.rate import AUTH, GENERAL, Budget
from appliance.kernel.shape import Shape
from appliance.kernel.visit import Answer, Download, Stream, Text, Upload, Visit


class Mode(StrEnum):
    """How the body runs: in a reading unit, in a writing unit, or async without one."""

    READ = "read"
    WRITE = "write"
    CALL = "call"
    STREAM = "stream"
    UPLOAD = "upload"  # a writing unit, after the file has been received
    DOWNLOAD = "download"  # a reading unit that answers a file


READ, WRITE, CALL, STREAM, UPLOAD, DOWNLOAD = Mode

NOTHING: tuple[type[Event], ...] = ()
"""What a write that records no event must say."""

_PARAM = re.compile(r"\{(\w+):(\w+)\}")
_WRITES = (Mode.WRITE, Mode.UPLOAD)
_PLAIN_KINDS = frozenset({"str"})


@dataclass(frozen=True, slots=True)
class PathParam:
    """A parameter of the path, `{id:kb}`. Its kind is an id's prefix, or `str` for what is not an id of ours."""

    name: str
    kind: str


@dataclass(frozen=True)
class Endpoint:
    """One declared request."""

    room: str
    name: str
    method: str
    path: str
    also: tuple[str, ...]
    access: Access
    mode: Mode
    handler: Callable[..., Any]
    summary: str
    about: str
    target: Callable[..., Any] | None
    feature: str | None
    rate: Budget
    once: bool
    fresh: bool
    any_origin: bool
    status: int
    statuses: tuple[int, ...]
    location: str | None
    errors: tuple[type[Problem], ...]
    emits: tuple[type[Event], ...]
    can: str | None
    prepare: Callable[..., Any] | None
    proves: Callable[..., Any] | None
    secret: bool
    when_full: bool
    signature: "Signature"
    dialect: Dialect | None = None

    @property
    def key(self) -> str:
        """`room.name`, by which the page and the tests call it."""
        return f"{self.room}.{self.name}"

    @property
    def paths(self) -> tuple[str, ...]:
        return (self.path, *self.also)

    @property
    def params(self) -> tuple[PathParam, ...]:
        """The parameters of the first path; every other path has the same ones."""
        return path_params(self.path)

    @property
    def makes_room(self) -> bool:
        """Whether it is taken on a full disk: what deletes, and what lets those in who delete."""
        return self.when_full or self.method == "DELETE" or self.rate is AUTH

    @property
    def writes(self) -> bool:
        return self.mode in _WRITES

    @property
    def body(self) -> type[Shape] | None:
        return self.signature.body

    @property
    def is_paged(self) -> bool:
        return self.signature.page is not None


@dataclass(frozen=True)
class Signature:
    """What the handler's annotations say: names of its parameters by the part of the request that fills them."""

    target: str | None = None
    path: tuple[str, ...] = ()
    body_name: str | None = None
    body: type[Shape] | None = None
    filter_name: str | None = None
    filter: type[Filter] | None = None
    page: str | None = None
    visit: str | None = None
    upload: str | None = None
    actor: str | None = None
    prepared: str | None = None
    reply: Any = None  # a View, Page[View], list, None, Text, Download or Stream
    wrapped: bool = False  # the handler returns Answer[...]


@dataclass
class Door:
    """A room's list of endpoints."""

    room: str
    about: str
    endpoints: list[Endpoint] = field(default_factory=list)
    dialect: Dialect | None = None

    def get(self, path: str, **said: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a GET endpoint."""
        return self._declare("GET", path, said)

    def post(self, path: str, **said: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a POST endpoint; `once=` must be said."""
        return self._declare("POST", path, said)

    def put(self, path: str, **said: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a PUT endpoint: omitted fields go back to their default."""
        return self._declare("PUT", path, said)

    def patch(self, path: str, **said: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a PATCH endpoint: only what is sent changes."""
        return self._declare("PATCH", path, said)

    def delete(self, path: str, **said: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a DELETE endpoint."""
        return self._declare("DELETE", path, said)

    def _declare(
        self, method: str, path: str, said: dict[str, Any]
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        def keep(handler: Callable[..., Any]) -> Callable[..., Any]:
            options = {"dialect": self.dialect} | said
            self.endpoints.append(_endpoint(self.room, method, path, handler, options))
            return handler

        return keep


_DEFAULTS: dict[str, Any] = {
    "also": (), "target": None, "feature": None, "rate": GENERAL, "once": False, "fresh": False, "any_origin": False,
    "status": None,
    "statuses": (), "location": None, "errors": (), "emits": (), "can": None, "prepare": None, "secret": False,
    "proves": None, "dialect": None, "when_full": False,
}  # fmt: skip
"""Beyond house.md section 5: `statuses` are further ones it may answer, `location` the path of the created thing
(`{id}` is the reply's id), `secret` marks replies whose receipts are sealed, `prepare` runs before the unit,
`any_origin` lets another site's page send the form (the contract, section 5). `proves` is async, takes the visit, and
judges the signature of a SIGNED row before anything else of the request is judged; its result arrives as `prepared`.
`when_full` rows are taken on a full disk too: they make room."""


def _endpoint(room: str, method: str, path: str, handler: Callable[..., Any], said: dict[str, Any]) -> Endpoint:
    where = f"{method} {path} ({room}.{handler.__name__})"
    _check_said(where, method, said)
    options = _DEFAULTS | said
    doc = inspect.getdoc(handler) or ""
    summary, _, about = doc.partition("\n")
    signature = _signature(where, path, handler, options)
    _check_paths(where, (path, *options["also"]), options)
    if not summary:
        raise TypeError(f"{where}: needs a docstring")
    status = options.pop("status") or (204 if signature.reply is None else 200)
    for name in ("also", "errors", "emits", "statuses"):
        options[name] = tuple(options[name])
    return Endpoint(
        room=room, name=handler.__name__, method=method, path=path, handler=handler, status=status,
        summary=summary, about=about.strip(), signature=signature, **options,
    )  # fmt: skip


def _check_said(where: str, method: str, said: dict[str, Any]) -> None:
    for name in ("access", "mode"):
        if name not in said:
            raise TypeError(f"{where}: says nothing about {name}")
    if unknown := set(said) - set(_DEFAULTS) - {"access", "mode"}:
        raise TypeError(f"{where}: unknown words {sorted(unknown)}")
    if said.get("proves") is not None and said["access"].word != "SIGNED":
        raise TypeError(f"{where}: only a SIGNED row proves")
    if method == "POST" and "once" not in said:
        raise TypeError(f"{where}: a POST must say once")
    if said["mode"] in _WRITES and "emits" not in said:
        raise TypeError(f"{where}: a write must say what it emits, or NOTHING")
    if method == "GET" and said["mode"] in _WRITES:
        raise TypeError(f"{where}: a GET changes nothing")


def path_params(path: str) -> tuple[PathParam, ...]:
    """The parameters of a path in their order."""
    return tuple(PathParam(*match) for match in _PARAM.findall(path))


def _check_paths(where: str, paths: Sequence[str], options: dict[str, Any]) -> None:
    kinds = [path_params(path) for path in paths]
    if any(found != kinds[0] for found in kinds):
        raise TypeError(f"{where}: the paths differ in their parameters")
    if any("{" in _PARAM.sub("", path) for path in paths):
        raise TypeError(f"{where}: write parameters as {{name:kind}}")
    if any(param.kind not in _PLAIN_KINDS for param in kinds[0]) and options["target"] is None:
        raise TypeError(f"{where}: an id in the path needs a target")


def _signature(where: str, path: str, handler: Callable[..., Any], options: dict[str, Any]) -> Signature:
    inspected = inspect.signature(handler, eval_str=True)
    found: dict[str, Any] = {}
    in_path = {param.name for param in path_params(path)}
    used: list[str] = []
    for index, (name, parameter) in enumerate(inspected.parameters.items()):
        if options["target"] is not None and index == 0 and name not in in_path:
            found["target"] = name
        elif name in in_path:
            used.append(name)
        else:
            found |= _place(where, name, parameter.annotation)
    if inspected.return_annotation is inspect.Signature.empty:
        raise TypeError(f"{where}: says nothing about its reply")
    reply = inspected.return_annotation
    wrapped = typing.get_origin(reply) is Answer
    reply = typing.get_args(reply)[0] if wrapped else reply
    return Signature(path=tuple(used), reply=None if reply is types.NoneType else reply, wrapped=wrapped, **found)


_BY_TYPE: dict[type[Any], str] = {Actor: "actor", PageAsk: "page", Visit: "visit", Upload: "upload"}


def _place(where: str, name: str, kind: Any) -> dict[str, Any]:
    if name == "prepared":
        return {"prepared": name}
    if kind in _BY_TYPE:
        return {_BY_TYPE[kind]: name}
    if isinstance(kind, types.UnionType):
        kind = next(part for part in typing.get_args(kind) if part is not type(None))
    if isinstance(kind, type) and issubclass(kind, Filter):
        return {"filter_name": name, "filter": kind}
    if isinstance(kind, type) and issubclass(kind, Shape):
        return {"body_name": name, "body": kind}
    raise TypeError(f"{where}: nothing in a request fills the parameter {name}: {kind}")


def check_house(endpoints: Iterable[Endpoint]) -> None:
    """Refuse two endpoints on one address."""
    seen: dict[tuple[str, str], str] = {}
    for endpoint in endpoints:
        for path in endpoint.paths:
            address = (endpoint.method, _PARAM.sub("{}", path))
            if address in seen:
                raise TypeError(f"{endpoint.key} and {seen[address]} are both at {endpoint.method} {path}")
            seen[address] = endpoint.key


__all__ = [
    "CALL", "DOWNLOAD", "NOTHING", "READ", "STREAM", "UPLOAD", "WRITE", "Door", "Download", "Endpoint", "Mode", "Page",
    "PathParam", "Signature", "Stream", "Text", "check_house", "path_params",
]  # fmt: skip
