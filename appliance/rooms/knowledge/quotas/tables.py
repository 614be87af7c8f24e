"""Limits that administrators set, and what is used of them."""

from enum import StrEnum

from appliance.store.columns import Choice, Line, Whole
from appliance.store.table import Table


class Scope(StrEnum):
    """Whose documents are counted together."""

    ORGANISATION = "organisation"
    PERSON = "person"
    BASE = "base"


class Quota(Table, prefix="quo", feed=False):
    """What a scope may keep: all of it (`subject_id` is empty), or one person or base. Empty limits allow anything."""

    scope = Choice(Scope)
    subject_id = Line(40, default="")
    document_limit = Whole(optional=True)
    byte_limit = Whole(optional=True)

    unique = (("org_id", "scope", "subject_id"),)


class Usage(Table, prefix="use", feed=False):
    """What one person, base or organisation keeps at this moment."""

    scope = Choice(Scope)
    subject_id = Line(40, unique=True)
    document_count = Whole(default=0)
    byte_count = Whole(default=0)

    fast = (("org_id", "scope", "byte_count"),)
