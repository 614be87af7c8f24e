"""What an identity provider says of somebody, in one form for every protocol. Who it is: issuer and subject alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Asserted:
    """One proven assertion. `claims` are the provider's own words, for the mapping."""

    issuer: str
    subject: str
    email: str | None = None
    email_verified: bool = False
    """Whether the provider proves that the address is theirs; silence is no proof."""
    name: str | None = None
    groups: tuple[str, ...] | None = None
    """None: the provider says nothing of groups."""
    claims: Mapping[str, Any] = field(default_factory=dict)
