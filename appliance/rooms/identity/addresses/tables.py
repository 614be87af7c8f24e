"""Addresses that wait to be proven."""

from appliance.store.columns import Digest, IdOf, Line, Stamp
from appliance.store.table import Table


class AddressChange(Table, prefix="adc", feed=False):
    """Somebody wants another address; nothing changes before its link is opened, within a day."""

    user_id = IdOf("usr", unique=True)
    email = Line()
    token_hash = Digest(unique=True)
    expires_at = Stamp(fast=True)
