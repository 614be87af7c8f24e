"""Service keys."""

from enum import StrEnum

from appliance.store.columns import Choice, Digest, IdOf, Json, Line, Stamp, Whole
from appliance.store.table import Table


class KeyType(StrEnum):
    """How strong the account is: an administrator, an editor, or whoever may only ask."""

    ADMIN = "admin"
    BASIC = "basic"
    LIMITED = "limited"


class ServiceKey(Table, prefix="key", feed=False):
    """The one key of a service account. It holds while its epoch is the account's and it is not expired."""

    user_id = IdOf("usr", fast=True)
    name = Line()
    type = Choice(KeyType)
    digest = Digest(unique=True)
    display = Line()
    epoch = Whole()
    rate_limit = Whole(optional=True)  # requests a minute, exact
    allowed_addresses = Json(optional=True)  # networks in CIDR notation; empty is everywhere
    created_by = IdOf("usr")
    expires_at = Stamp(optional=True)
    revoked_at = Stamp(optional=True)
    last_used_at = Stamp(optional=True)
    last_used_address = Line(optional=True)

    fast = (("org_id", "created_at"),)
