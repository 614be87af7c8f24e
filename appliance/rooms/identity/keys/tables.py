"""Keys for programs."""

from enum import StrEnum

from appliance.store.columns import Choice, Digest, IdOf, Json, Line, Stamp, Whole
from appliance.store.table import Table


class Scope(StrEnum):
    """How far a key reaches, within its owner's rights."""

    FULL = "full"
    READ_ONLY = "read_only"
    CI = "ci"


class ApiKey(Table, prefix="key"):
    """A person's key. It holds while it is not revoked, not expired, and its epoch is its owner's.

    After a rotation the former secret opens it too, until its own end.
    """

    user_id = IdOf("usr", fast=True)
    name = Line()
    scope = Choice(Scope)
    ci_scopes = Json()
    rate_limit = Whole(optional=True)  # requests a minute, exact
    digest = Digest(unique=True)
    display = Line()
    epoch = Whole()
    expires_at = Stamp(optional=True)
    revoked_at = Stamp(optional=True)
    last_used_at = Stamp(optional=True)
    last_used_address = Line(optional=True)
    allowed_addresses = Json(optional=True)  # networks in CIDR notation; empty is everywhere
    former_digest = Digest(optional=True, fast=True)
    former_until = Stamp(optional=True)
