"""PATCH (RFC 7644, 3.5.2) as a pure function: a resource and operations in, the changed resource out.

It takes what Entra ID and Okta send in practice: operations in any case, values without a path whose keys have points
in them, members to remove as a value, a filtered value that is not there yet.
"""

import copy
from typing import Any

from appliance.rooms.identity.scim.attributes import Attribute, Schema
from appliance.rooms.identity.scim.grammar import Name, Path, name_of, path_of
from appliance.rooms.identity.scim.matching import meets, said
from appliance.rooms.identity.scim.wire import InvalidPath, InvalidValue, NoTarget, ReadOnly

Resource = dict[str, Any]
_NEVER = frozenset({"id", "meta", "schemas"})
_FEW = 20  # only values without a `value`, addresses for instance, are compared whole


def patched(resource: Resource, operations: list[tuple[str, str | None, Any]], schemas: tuple[Schema, ...]) -> Resource:
    """The resource after all operations `(op, path, value)`; the first schema is the core one."""
    work = _Work(copy.deepcopy(resource), schemas)
    for op, path, value in operations:
        if path:
            work.at(op, path_of(path), value)
        elif op == "remove":
            raise NoTarget("A removal needs a path")
        else:
            work.whole(op, value)
    return work.resource


class _Work:
    def __init__(self, resource: Resource, schemas: tuple[Schema, ...]) -> None:
        self.resource = resource
        self._core, self._more = schemas[0], schemas[1:]

    def whole(self, op: str, value: Any) -> None:
        """A value without a path: each of its keys is one. What is unknown or read only is passed over."""
        if not isinstance(value, dict):
            raise InvalidValue("Without a path the value has to be an object")
        for key, inner in value.items():
            extension = next((one for one in self._more if one.id.lower() == key.lower()), None)
            if extension is not None and isinstance(inner, dict):
                for name, one in inner.items():
                    self._if_known(op, Path(Name(name.lower(), "", extension.id.lower())), one)
                continue
            path = path_of(key) if "[" in key else _plain_path(key)
            self._if_known(op, path, inner)

    def _extension(self, op: str, schema: str, value: Any) -> None:
        found = next((one for one in self._more if one.id.lower() == schema), None)
        if found is None:
            raise InvalidPath("There is no such extension")
        if op == "remove":
            self.resource.pop(found.id, None)
        else:
            self.whole(op, {schema: value})

    def _if_known(self, op: str, path: Path, value: Any) -> None:
        found = self._attribute(path.name)
        if found is not None and found.mutability != "readOnly":
            self.at(op, path, value)

    def at(self, op: str, path: Path, value: Any) -> None:
        """One operation at one place."""
        if not path.name.attribute:
            return self._extension(op, path.name.schema, value)
        if path.name.attribute in _NEVER:
            raise ReadOnly
        found = self._attribute(path.name)
        if found is None:
            raise InvalidPath("There is no such attribute")
        if found.mutability == "readOnly":
            raise ReadOnly
        holder = self._holder(path.name)
        if found.multi:
            self._many(op, holder, found, path, value)
        elif path.sub and found.subs:
            self._part(op, holder, found, path.sub, value)
        else:
            _one(op, holder, found, value)
        return None

    def _attribute(self, name: Name) -> Attribute | None:
        schema = next((one for one in self._more if one.id.lower() == name.schema), None) if name.schema else self._core
        return schema.attribute(name.attribute) if schema else None

    def _holder(self, name: Name) -> Resource:
        if not name.schema:
            return self.resource
        id_ = next(one.id for one in self._more if one.id.lower() == name.schema)
        if not isinstance(self.resource.get(id_), dict):
            self.resource[id_] = {}
        holder: Resource = self.resource[id_]
        return holder

    def _part(self, op: str, holder: Resource, found: Attribute, sub: str, value: Any) -> None:
        part = found.sub(sub)
        if part is None:
            raise InvalidPath("There is no such attribute")
        inner = holder.get(found.name)
        holder[found.name] = inner = dict(inner) if isinstance(inner, dict) else {}
        _set(inner, part.name, None if op == "remove" else value)

    def _many(self, op: str, holder: Resource, found: Attribute, path: Path, value: Any) -> None:
        values = holder.get(found.name) or []
        if path.where is not None:
            holder[found.name] = _at_some(op, values, found, path, value)
        elif op == "remove":
            gone = None if value is None else _as_list(value)
            holder[found.name] = [] if gone is None else _without(values, gone)
        elif path.sub:
            sub = _sub(found, path.sub).name
            holder[found.name] = [{**one, sub: value} for one in values] or [{sub: value}]
        else:
            new = _as_list(value)
            kept = _without(values, new) if op == "add" else []
            holder[found.name] = _one_primary(kept, new)


def _plain_path(key: str) -> Path:
    name = name_of(key)
    return Path(Name(name.attribute, "", name.schema), None, name.sub)


def _sub(found: Attribute, name: str) -> Attribute:
    part = found.sub(name)
    if part is None:
        raise InvalidPath("There is no such attribute")
    return part


def _one(op: str, holder: Resource, found: Attribute, value: Any) -> None:
    if op != "remove" and found.subs and isinstance(holder.get(found.name), dict) and isinstance(value, dict):
        value = holder[found.name] | value
    if op != "remove" and found.name == "manager" and isinstance(value, str):
        value = {"value": value}  # Entra ID sends the manager's id alone
    _set(holder, found.name, None if op == "remove" else value)


def _set(holder: Resource, name: str, value: Any) -> None:
    if value is None or value == "":
        holder.pop(name, None)
    else:
        holder[name] = value


def _at_some(op: str, values: list[Any], found: Attribute, path: Path, value: Any) -> list[Any]:
    where = path.where
    if where is None:
        return values
    hits = [one for one in values if meets(one, where)]
    if op == "remove" and not path.sub:
        return [one for one in values if one not in hits]
    sub = _sub(found, path.sub).name if path.sub else ""
    if op == "remove":
        return [{key: inner for key, inner in one.items() if key != sub} if one in hits else one for one in values]
    if not sub and not isinstance(value, dict):
        raise InvalidValue("The value has to be an object")
    change = {sub: value} if sub else value
    if not hits:
        made = {part.name: inner for name, inner in said(where).items() if (part := found.sub(name))}
        return [*values, made | change]
    return [one | change if one in hits else one for one in values]


def _as_list(value: Any) -> list[Any]:
    found = value if isinstance(value, list) else [value]
    return [one if isinstance(one, dict) else {"value": one} for one in found if one is not None]


def _without(values: list[Any], others: list[Any]) -> list[Any]:
    """The values that are not among others; what has a value is told apart by it and its type."""
    kinds: dict[Any, set[Any]] = {}
    for one in others:
        kinds.setdefault(str(one.get("value")), set()).add(one.get("type"))
    return [one for one in values if not _is_known(one, kinds) and one not in others[:_FEW]]


def _is_known(one: Any, kinds: dict[Any, set[Any]]) -> bool:
    found = kinds.get(str(one["value"])) if one.get("value") is not None else None
    return found is not None and (None in found or one.get("type") is None or one["type"] in found)


def _one_primary(kept: list[Any], new: list[Any]) -> list[Any]:
    if any(one.get("primary") is True for one in new):
        kept = [{key: inner for key, inner in one.items() if key != "primary"} for one in kept]
    return [*kept, *new]
