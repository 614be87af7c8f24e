"""What the protocols above say of themselves, each at its import: settings, secrets, where they lead and reach."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from appliance.engines.asserted import Asserted
from appliance.engines.egress import Rule
from appliance.kernel.shape import Shape
from appliance.rooms.identity.federation.tables import Connection, ProviderKind


@dataclass(frozen=True, slots=True)
class Finding:
    """One step of trying a connection out."""

    step: str
    is_well: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """One kind of connection."""

    kind: ProviderKind
    settings: type[Shape]
    rules: Callable[[str, Mapping[str, Any]], Sequence[Rule]]
    """(feature, settings) -> what may be reached; nothing else is."""
    probe: Callable[[Connection], Awaitable[Sequence[Finding]]]
    """Try the connection out, outside of units."""
    read: Callable[[Connection, str], Asserted]
    """What pasted material (claims, a token, an assertion) says, unproven; ValueError for what cannot be read."""
    checks: Callable[[Connection, str], Sequence[Finding]] = lambda _, __: ()
    """The proofs that the protocol would ask of pasted material, and whether it has them."""
    secrets: tuple[str, ...] = ()
    login: str = ""
    """Path where a sign-in begins; empty when people use the form for passwords."""
    callback: str = ""
    """Path that the provider sends people back to."""
    judge: Callable[[Connection, str, str], Awaitable[Asserted | None]] | None = None
    """Whom a name and a password of the sign-in form prove there; Unavailable when nobody can be asked."""
    is_open_to_all: Callable[[Mapping[str, Any]], bool] = lambda _: False
    """Whether strangers have accounts there too, so that new people need a domain."""


providers: dict[ProviderKind, Provider] = {}


def offers(provider: Provider) -> Provider:
    """Make a kind of connection known."""
    providers[provider.kind] = provider
    return provider


def feature(connection_id: str) -> str:
    """The name under which a connection passes the egress door."""
    return f"sso.{connection_id}"
