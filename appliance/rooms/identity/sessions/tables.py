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


class Handover(Table, prefix="hov", feed=False):
    """The right to continue a session in another frame of the same browser: for a minute, and once."""

    user_id = IdOf("usr")
    session_id = IdOf("ses")
    token_hash = Digest(unique=True)
    expires_at = Stamp()
    used_at = Stamp(optional=True)
