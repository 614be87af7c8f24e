"""Personal access tokens."""

from appliance.store.columns import Digest, IdOf, Json, Line, Stamp, Whole
from appliance.store.table import Table


class PersonalToken(Table, prefix="pat"):
    """One token. It holds while it is not revoked, not expired, and its epoch is its owner's."""

    user_id = IdOf("usr", fast=True)
    name = Line()
    digest = Digest(unique=True)
    display = Line()
    epoch = Whole()
    expires_at = Stamp(optional=True)
    revoked_at = Stamp(optional=True)
    last_used_at = Stamp(optional=True)
    last_used_address = Line(optional=True)
    allowed_addresses = Json(optional=True)  # networks in CIDR notation; empty is everywhere

    fast = (("org_id", "created_at"),)
