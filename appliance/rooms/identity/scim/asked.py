"""What a list is asked for: filter, order, place, and which attributes (RFC 7644, 3.4.2 and 3.9)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from appliance.rooms.identity.scim.grammar import Name, Node, filter_of, name_of
from appliance.rooms.identity.scim.wire import InvalidValue

MOST = 200
DEFAULT = 100
_ALWAYS = frozenset({"id", "schemas"})
_WIDEST = 2**31


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which attributes are answered: only some, all but some, or all."""

    only: frozenset[Name] = frozenset()
    without: frozenset[Name] = frozenset()

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Wanted":
        """Read `attributes` and `excludedAttributes`; both at once are refused."""
        given = _folded(query)
        only, without = _names(given.get("attributes")), _names(given.get("excludedattributes"))
        if only and without:
            raise InvalidValue("attributes and excludedAttributes exclude each other")
        return cls(only, without)

    def has(self, attribute: str) -> bool:
        """Whether anything of this attribute of the core is answered."""
        name = attribute.lower()
        if self.only:
            return any(one.attribute == name and not one.schema for one in self.only)
        return Name(name) not in self.without

    def kept(self, resource: dict[str, Any]) -> dict[str, Any]:
        """The resource with what is wanted of it."""
        if not self.only and not self.without:
            return resource
        return {key: part for key, value in resource.items() if (part := self._part(key, value)) is not None}

    def _part(self, key: str, value: Any) -> Any:
        if key.lower() in _ALWAYS:
            return value
        if key.lower().startswith("urn:") and isinstance(value, dict):
            inner = {name: one for name, one in value.items() if self._wants(name, key.lower())}
            return inner or None
        if self._wants(key, ""):
            return _less(value, {one.sub for one in self.without if one.attribute == key.lower() and one.sub})
        subs = {one.sub for one in self.only if one.attribute == key.lower() and not one.schema}
        return _more(value, subs) if subs else None

    def _wants(self, key: str, schema: str) -> bool:
        names = {Name(key.lower(), "", schema), Name("", "", schema)} if schema else {Name(key.lower())}
        return bool(names & self.only) if self.only else not names & self.without


def _more(value: Any, subs: set[str]) -> Any:
    if isinstance(value, list):
        return [_more(one, subs) for one in value]
    return {key: inner for key, inner in value.items() if key.lower() in subs} if isinstance(value, dict) else None


def _less(value: Any, subs: set[str]) -> Any:
    if not subs:
        return value
    if isinstance(value, list):
        return [_less(one, subs) for one in value]
    return {key: inner for key, inner in value.items() if key.lower() not in subs} if isinstance(value, dict) else value


@dataclass(frozen=True, slots=True)
class Asked:
    filter: Node | None
    start: int
    count: int
    sort: Name | None
    descending: bool
    wanted: Wanted

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Asked":
        """Read the query string; what is unknown in it is passed over."""
        given = _folded(query)
        text, sort = given.get("filter", "").strip(), given.get("sortby", "").strip()
        return cls(
            filter_of(text) if text else None, max(_number(given, "startindex", 1), 1),
            min(max(_number(given, "count", DEFAULT), 0), MOST), name_of(sort) if sort else None,
            given.get("sortorder", "").lower() == "descending", Wanted.of(query),
        )  # fmt: skip


def _folded(query: Mapping[str, str]) -> dict[str, str]:
    return {key.lower(): value for key, value in query.items()}


def _number(given: Mapping[str, str], name: str, default: int) -> int:
    raw = given.get(name, "").strip()
    if not raw:
        return default
    if not raw.removeprefix("-").isascii() or not raw.removeprefix("-").isdigit() or abs(int(raw[:12])) >= _WIDEST:
        raise InvalidValue(f"{name} has to be a whole number")
    return int(raw[:12])


def _names(text: str | None) -> frozenset[Name]:
    return frozenset(_names_of(text.split(",")) if text else ())


def _names_of(words: Iterable[str]) -> Iterable[Name]:
    return [name_of(word.strip()) for word in words if word.strip()]
