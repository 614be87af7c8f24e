"""Path and method to handler. A literal segment beats a parameter; a parameter takes only an id of its own kind.

Sanic asks this router instead of its own: one percent-decoded segment stays one segment, and a wrong method is told
with `Allow` whichever path it came by.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, NamedTuple
from urllib.parse import unquote

from sanic.router import Router

from appliance.kernel.ids import is_id
from appliance.kernel.problem import BadRequest, Problem

Handler = Callable[..., Any]
_SEGMENT = re.compile(r"^\{(\w+):(\w+)\}$")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
ANY = "path"  # a last parameter of this kind takes the rest of the path


class Found(NamedTuple):
    """Sanic's triple: a route, the handler, and the values of the path's parameters."""

    route: Any
    handler: Handler
    values: dict[str, Any]


@dataclass
class _Leaf:
    names: tuple[str, ...]
    handler: Handler


@dataclass
class _Node:
    literals: dict[str, "_Node"] = field(default_factory=dict)
    kinds: dict[str, "_Node"] = field(default_factory=dict)
    leaves: dict[str, _Leaf] = field(default_factory=dict)


_ROUTE = SimpleNamespace(
    name="appliance",
    path="",
    ctx=SimpleNamespace(),
    extra=SimpleNamespace(ignore_body=True, request_middleware=None, response_middleware=None),
)


class Routes(Router):  # type: ignore[misc, unused-ignore]
    """The one table of addresses. `missing(path, problem)` gives the handler of what is not in it."""

    def __init__(self, base_path: str, missing: Callable[[str, Problem | None, tuple[str, ...]], Handler]) -> None:
        super().__init__()
        self._base = base_path
        self._missing = missing
        self._root = _Node()
        self._exact: dict[tuple[str, str], Found] = {}

    def mount(self, method: str, path: str, handler: Handler) -> None:
        """Serve `path` (parameters as `{name:kind}`) with this handler; GET answers HEAD too."""
        node, names = self._root, []
        for segment in path.strip("/").split("/"):
            match = _SEGMENT.match(segment)
            if match:
                names.append(match[1])
                node = node.kinds.setdefault(match[2], _Node())
            else:
                node = node.literals.setdefault(segment, _Node())
        for verb in (method, "HEAD") if method == "GET" else (method,):
            node.leaves[verb] = _Leaf(tuple(names), handler)
            if not names:
                self._exact[verb, path] = Found(_ROUTE, handler, {})

    def finalize(self, *_args: Any, **_more: Any) -> None:
        """Nothing to compile."""

    def get(self, path: str, method: str, host: str | None) -> Any:  # type: ignore[override]  # noqa: ARG002
        """Who answers this; Sanic asks once per request."""
        return self._exact.get((method, path)) or self._search(path, method)

    def _search(self, path: str, method: str) -> Found:
        inner = path
        if self._base and (path == self._base or path.startswith(self._base + "/")):
            inner = path[len(self._base) :] or "/"
        segments = inner[1:].split("/")
        if len(segments) > 1 and not segments[-1]:
            segments.pop()
        try:
            values: list[str] = []
            node = _walk(self._root, segments, 0, values)
        except UnicodeDecodeError:
            return Found(_ROUTE, self._missing(inner, BadRequest("The path is not UTF-8"), ()), {})
        if node is None:
            return Found(_ROUTE, self._missing(inner, None, ()), {})
        leaf = node.leaves.get(method)
        if leaf is None:
            return Found(_ROUTE, self._missing(inner, None, tuple(sorted(node.leaves))), {})
        return Found(_ROUTE, leaf.handler, dict(zip(leaf.names, values, strict=True)))


def _walk(node: _Node, segments: list[str], at: int, values: list[str]) -> _Node | None:
    if at == len(segments):
        return node if node.leaves else None
    segment = segments[at]
    literal = node.literals.get(segment)
    if literal is not None and (found := _walk(literal, segments, at + 1, values)) is not None:
        return found
    for kind, below in node.kinds.items():
        if kind == ANY:
            values.append(unquote("/".join(segments[at:]), errors="strict"))
            return below
        text = unquote(segment, errors="strict") if "%" in segment else segment
        if not _fits(kind, text):
            continue
        values.append(text)
        found = _walk(below, segments, at + 1, values)
        if found is not None:
            return found
        values.pop()
    return None


def _fits(kind: str, text: str) -> bool:
    if kind == "str":
        return bool(text) and _CONTROL.search(text) is None
    return is_id(text, kind)
