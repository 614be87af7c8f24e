"""Sessions."""

from appliance.store.columns import Digest, IdOf, Line, Stamp, Whole
from appliance.store.table import Table


class Session(Table, prefix="ses"):
    """One sign-in. It holds while it is not ended, not idle too long, and its epoch is its user's."""

    user_id = IdOf("usr", fast=True)
    token_hash = Digest(unique=True)
    epoch = Whole()
    method = Line()  # password, invitation, setup
    seen_at = Stamp()
    expires_at = Stamp(fast=True)
    ended_at = Stamp(optional=True)
    confirmed_at = Stamp()  # when the person last proved who they are
    address = Line()
    user_agent = Line()
