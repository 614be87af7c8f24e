"""Texts to agree to, and who agreed to which."""

from appliance.store.columns import IdOf, Line, Prose, Stamp
from appliance.store.table import Table


class ConsentText(Table, prefix="cnt", feed=False):
    """One version of an organisation's text; the newest is the one that counts."""

    text_version = Line()
    text = Prose()
    text_sha256 = Line()

    unique = (("org_id", "text_version"),)


class Consent(Table, prefix="cns"):
    """Somebody agreed to a version; its digest says to which words."""

    user_id = IdOf("usr", fast=True)
    text_version = Line()
    text_sha256 = Line()
    address = Line()
    withdrawn_at = Stamp(optional=True)

    fast = (("org_id", "created_at"),)
