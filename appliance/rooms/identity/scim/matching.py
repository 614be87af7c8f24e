"""Whether a value in memory meets a filter: for `emails[type eq "work"]` in the path of a PATCH."""

from typing import Any

from appliance.rooms.identity.scim.grammar import Both, Compare, Either, Node, Not, Within
from appliance.rooms.identity.scim.wire import InvalidPath

_ORDER = {"gt": lambda a, b: a > b, "ge": lambda a, b: a >= b, "lt": lambda a, b: a < b, "le": lambda a, b: a <= b}


def meets(value: Any, node: Node) -> bool:
    """Whether one value of a multi-valued attribute meets the filter. A plain value is its own `value`."""
    if isinstance(node, Both):
        return meets(value, node.left) and meets(value, node.right)
    if isinstance(node, Either):
        return meets(value, node.left) or meets(value, node.right)
    if isinstance(node, Not):
        return not meets(value, node.inner)
    if isinstance(node, Within):
        raise InvalidPath("A filter in a path has no second one in it")
    return _compare(_part(value, node.name.attribute), node)


def said(node: Node) -> dict[str, Any]:
    """What a value has to be like to meet the filter, as far as it says `eq`: a missing one is made so."""
    if isinstance(node, Both):
        return said(node.left) | said(node.right)
    if isinstance(node, Compare) and node.operator == "eq":
        return {node.name.attribute: node.value}
    return {}


def _part(value: Any, name: str) -> Any:
    if not isinstance(value, dict):
        return value if name == "value" else None
    return next((inner for key, inner in value.items() if key.lower() == name), None)


def _compare(found: Any, node: Compare) -> bool:
    if node.operator == "pr":
        return found not in (None, "", [])
    left, right = _plain(found), _plain(node.value)
    if node.operator in ("eq", "ne"):
        return (left == right) is (node.operator == "eq")
    if not isinstance(left, str) or not isinstance(right, str):
        return False
    if node.operator in _ORDER:
        return bool(_ORDER[node.operator](left, right))
    return {"co": right in left, "sw": left.startswith(right), "ew": left.endswith(right)}[node.operator]


def _plain(value: Any) -> Any:
    """Text without regard to case; a flag may come as the text "True", as Entra ID writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return value.casefold() if isinstance(value, str) else value
