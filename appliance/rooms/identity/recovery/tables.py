"""What is asked for, and the links that answer it."""

from appliance.store.columns import Bytes, Digest, IdOf, Line, Stamp
from appliance.store.table import Table


class Asked(Table, prefix="rca", feed=False):
    """Somebody forgot a password and named an address; looked at in a moment, and deleted then."""

    sealed = Bytes()


class ResetLink(Table, prefix="rcl", feed=False):
    """The right to choose a new password once, within an hour."""

    user_id = IdOf("usr", fast=True)
    token_hash = Digest(unique=True)
    expires_at = Stamp(fast=True)
    used_at = Stamp(optional=True)
    made_by = Line()  # who asked for it: the person themselves, or an administrator
