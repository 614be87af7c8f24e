"""A filter as a condition of the query itself: what nobody may see is never loaded. Unknown names are refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from peewee import Value, fn

from appliance.kernel import clock
from appliance.rooms.identity.groups import Group, Membership
from appliance.rooms.identity.scim.attributes import EXTENSION, PERSON
from appliance.rooms.identity.scim.grammar import Both, Compare, Either, Name, Node, Not, Within
from appliance.rooms.identity.scim.tables import GroupRecord, PersonRecord
from appliance.rooms.identity.scim.wire import InvalidFilter
from appliance.rooms.identity.users import User


@dataclass(frozen=True, slots=True)
class Column:
    """What an attribute is in the database: one expression, or several of which one has to fit."""

    parts: tuple[Any, ...]
    kind: str = "text"  # text, folded (as it is kept), exact, flag, moment, link
    link: Callable[[Any], Any] | None = None  # ids of the rows that are linked with a value


def _json(path: str) -> Column:
    return Column((fn.json_extract(PersonRecord.attributes, path),))


def _kept() -> dict[str, Column]:
    found = {}
    for one in PERSON.attributes:
        if not one.multi:
            found[one.name.lower()] = _json(f"$.{one.name}")
            found |= {f"{one.name}.{sub.name}".lower(): _json(f"$.{one.name}.{sub.name}") for sub in one.subs}
    for one in EXTENSION.attributes:
        found[f"{EXTENSION.id}:{one.name}".lower()] = _json(f'$."{EXTENSION.id}".{one.name}')
    return found


def _in_group(ids: Any) -> Any:
    return User.id.in_(Membership.select(Membership.user_id).where(Membership.group_id.in_(ids)))


def _with_member(ids: Any) -> Any:
    return Group.id.in_(Membership.select(Membership.group_id).where(Membership.user_id.in_(ids)))


_ADDRESSES = Column((User.address, PersonRecord.email), "folded")
PEOPLE: Mapping[str, Column] = _kept() | {
    "id": Column((User.id,), "exact"),
    "username": Column((User.address,), "folded"),
    "externalid": Column((PersonRecord.external_id,), "exact"),
    "displayname": Column((User.name,)),
    "active": Column((User.active,), "flag"),
    "emails": _ADDRESSES,
    "emails.value": _ADDRESSES,
    "emails.type": Column((Value("work"),)),
    "emails.primary": Column((Value(1),), "flag"),
    "roles": Column((User.role,)),
    "roles.value": Column((User.role,)),
    "groups": Column((), "link", _in_group),
    "groups.value": Column((), "link", _in_group),
    "meta.created": Column((User.created_at,), "moment"),
    "meta.lastmodified": Column((User.updated_at,), "moment"),
}
GROUPS: Mapping[str, Column] = {
    "id": Column((Group.id,), "exact"),
    "displayname": Column((Group.name,)),
    "externalid": Column((GroupRecord.external_id,), "exact"),
    "members": Column((), "link", _with_member),
    "members.value": Column((), "link", _with_member),
    "meta.created": Column((Group.created_at,), "moment"),
    "meta.lastmodified": Column((Group.updated_at,), "moment"),
}


def column(name: Name, columns: Mapping[str, Column]) -> Column:
    """Where an attribute is kept; InvalidFilter when it cannot be asked for."""
    key = f"{name.attribute}.{name.sub}" if name.sub else name.attribute
    found = columns.get(f"{name.schema}:{name.attribute}" if name.schema else key)
    if found is None:
        raise InvalidFilter("There is no filter by this attribute")
    return found


def condition(node: Node, columns: Mapping[str, Column], inside: str = "") -> Any:
    """A filter as an expression of the query. `inside` is the attribute whose values the brackets are about."""
    if isinstance(node, Both):
        return condition(node.left, columns, inside) & condition(node.right, columns, inside)
    if isinstance(node, Either):
        return condition(node.left, columns, inside) | condition(node.right, columns, inside)
    if isinstance(node, Not):
        return fn.coalesce(condition(node.inner, columns, inside), 0) == 0  # what is not there does not meet it
    if isinstance(node, Within):
        if inside:
            raise InvalidFilter("Brackets have no second ones in them")
        return condition(node.inner, columns, node.name.attribute)
    name = Name(inside, node.name.attribute) if inside else node.name
    return _compared(column(name, columns), node)


def _compared(found: Column, node: Compare) -> Any:
    if found.link is not None:
        return _linked(found.link, node)
    operator, value = node.operator, _value(found.kind, node)
    each = [_one(part, operator, value, fold=found.kind == "text") for part in found.parts]
    joined = each[0]
    for one in each[1:]:
        joined = (joined & one) if operator == "ne" or (operator == "eq" and value is None) else (joined | one)
    return joined


def _linked(link: Callable[[Any], Any], node: Compare) -> Any:
    if node.operator not in ("eq", "ne") or not isinstance(node.value, str):
        raise InvalidFilter("This attribute is compared by eq and ne with an id")
    return link([node.value]) if node.operator == "eq" else ~link([node.value])


def _value(kind: str, node: Compare) -> Any:
    value, operator = node.value, node.operator
    if operator == "pr" or value is None:
        return None
    if kind == "flag":
        value = {"true": True, "false": False}.get(value.lower()) if isinstance(value, str) else value
        if not isinstance(value, bool) or operator not in ("eq", "ne"):
            raise InvalidFilter("A flag is compared by eq and ne with true or false")
        return value
    if not isinstance(value, str):
        raise InvalidFilter("This attribute is compared with a text")
    if kind == "moment":
        return _moment(value, operator)
    return value if kind == "exact" else value.casefold()


def _moment(text: str, operator: str) -> int:
    if operator in ("co", "sw", "ew"):
        raise InvalidFilter("A time is compared by eq, ne, gt, ge, lt and le")
    try:
        return clock.from_iso(text)
    except (ValueError, OverflowError):
        raise InvalidFilter("A time is written in ISO 8601") from None


def _one(part: Any, operator: str, value: Any, *, fold: bool) -> Any:
    if operator == "pr":
        return part.is_null(False)
    if value is None:
        if operator not in ("eq", "ne"):
            raise InvalidFilter("null is compared by eq and ne")
        return part.is_null(operator == "eq")
    left = fn.lower(part) if fold else part
    if operator == "ne":
        return (left != value) | part.is_null()
    return _ordered(left, operator, value)


def _ordered(left: Any, operator: str, value: Any) -> Any:
    found = {
        "eq": lambda: left == value,
        "co": lambda: fn.instr(left, value) > 0,
        "sw": lambda: fn.substr(left, 1, len(value)) == value,
        "ew": lambda: fn.substr(left, -max(len(value), 1)) == value,
        "gt": lambda: left > value,
        "ge": lambda: left >= value,
        "lt": lambda: left < value,
        "le": lambda: left <= value,
    }[operator]
    return found()  # type: ignore[no-untyped-call]
