"""From what a provider says to what is kept here: name, address, role, groups, each with its reason. Writes nothing."""

from collections.abc import Mapping as Words
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from appliance.engines.asserted import Asserted
from appliance.kernel.actor import Role
from appliance.kernel.shape import PRINTABLE, Shape

ClaimPath = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), PRINTABLE]
ClaimValue = Annotated[str, StringConstraints(min_length=1, max_length=300), PRINTABLE]
_MOST = 500
_LONGEST_NAME = 200
_LONGEST_ADDRESS = 254


class Mapping(Shape):
    """Paths are names of claims, or names joined by dots. Without a path the protocol's usual claim is taken."""

    name: ClaimPath | None = None
    email: ClaimPath | None = None
    groups: ClaimPath | None = None
    group_map: dict[ClaimValue, str] = Field(default_factory=dict, max_length=_MOST)
    same_names: bool = False
    role: ClaimPath | None = None
    role_map: dict[ClaimValue, Role] = Field(default_factory=dict, max_length=_MOST)


@dataclass(frozen=True, slots=True)
class Mapped:
    """What would be kept. `group_ids` None: the provider has no say; `role` None: it stays what it is."""

    email: str | None
    email_verified: bool
    name: str | None
    role: Role | None
    group_ids: tuple[str, ...] | None
    reasons: dict[str, str] = field(default_factory=dict)


def values(claims: Words[str, Any], path: str) -> tuple[str, ...]:
    """The texts at a path: the claim of this very name, else the parts between the dots step by step."""
    found: Any = claims.get(path)
    if found is None:
        found = claims
        for part in path.split("."):
            found = found.get(part) if isinstance(found, Words) else None
    listed = found if isinstance(found, list | tuple) else [found]
    return tuple(_text(one) for one in listed[:_MOST] if isinstance(one, str | int | float))


def _text(value: str | float) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def applied(mapping: Mapping, said: Asserted, groups_by_name: Words[str, str], default: Role) -> Mapped:
    """What a mapping makes of an assertion, with the organisation's groups by name and the role of unmapped values."""
    reasons: dict[str, str] = {}
    email, is_verified = _email(mapping, said, reasons)
    given = values(said.claims, mapping.groups) if mapping.groups else said.groups
    role = _role(mapping, values(said.claims, mapping.role) if mapping.role else given or (), default, reasons)
    return Mapped(
        email, is_verified, _name(mapping, said, reasons), role,
        _groups(mapping, given, groups_by_name, reasons), reasons,
    )  # fmt: skip


def _email(mapping: Mapping, said: Asserted, reasons: dict[str, str]) -> tuple[str | None, bool]:
    email = next(iter(values(said.claims, mapping.email)), None) if mapping.email else said.email
    email = email.strip() if email and len(email.strip()) <= _LONGEST_ADDRESS else None
    if not email or "@" not in email[1:-1] or not email.isprintable():
        reasons["email"] = f"claim {mapping.email}: no address" if mapping.email else "the provider says none"
        return None, False
    is_verified = said.email_verified and email == (said.email or "").strip()
    source = f"claim {mapping.email}" if mapping.email else "the provider's address"
    reasons["email"] = f"{source}, {'proven' if is_verified else 'not proven'}"
    return email, is_verified


def _name(mapping: Mapping, said: Asserted, reasons: dict[str, str]) -> str | None:
    name = next(iter(values(said.claims, mapping.name)), None) if mapping.name else said.name
    name = " ".join((name or "").split())[:_LONGEST_NAME]
    name = "".join(letter for letter in name if letter.isprintable())
    reasons["name"] = f"claim {mapping.name}" if mapping.name else "the provider's name" if name else "none is said"
    return name or None


def _role(mapping: Mapping, given: tuple[str, ...], default: Role, reasons: dict[str, str]) -> Role | None:
    if not mapping.role_map:
        reasons["role"] = "no role is mapped: new people get the connection's, others keep theirs"
        return None
    source = f"claim {mapping.role}" if mapping.role else "groups"
    roles = {mapping.role_map[one]: one for one in given if one in mapping.role_map}
    if not roles:
        reasons["role"] = f"{source}: no value is mapped, so the connection's role"
        return default
    strongest = max(roles, key=lambda role: role.rank)
    reasons["role"] = f"{source}: {roles[strongest]}"
    return strongest


def _groups(
    mapping: Mapping, given: tuple[str, ...] | None, by_name: Words[str, str], reasons: dict[str, str]
) -> tuple[str, ...] | None:  # fmt: skip
    if given is None or not (mapping.group_map or mapping.same_names):
        reasons["groups"] = "the provider says nothing of groups" if given is None else "no group is mapped"
        return None
    known = set(by_name.values())
    found = [mapping.group_map[one] for one in given if one in mapping.group_map]
    found += [by_name[one] for one in given if mapping.same_names and one in by_name]
    kept = tuple(dict.fromkeys(one for one in found if one in known))
    passed_over = sum(1 for one in given if one not in mapping.group_map and one not in by_name)
    reasons["groups"] = f"{len(kept)} of {len(given)} values; {passed_over} unknown"
    return kept
