"""Grants: who has which level on what, until when."""

from enum import StrEnum

from appliance.store.columns import Choice, Line, Stamp
from appliance.store.table import Table


class SubjectKind(StrEnum):
    PERSON = "person"
    GROUP = "group"


class Level(StrEnum):
    """What a grant gives, weakest first; a deny takes everything away."""

    VIEWER = "viewer"
    EDITOR = "editor"
    OWNER = "owner"
    DENY = "deny"

    @property
    def rank(self) -> int:
        return _RANKS[self]


_RANKS = {Level.VIEWER: 1, Level.EDITOR: 2, Level.OWNER: 3, Level.DENY: 4}


class Grant(Table, prefix="grt", feed=False):
    """One level of one person or group on one thing. Its kind is the prefix of the thing's id."""

    kind = Line(20)
    resource_id = Line(60)
    subject_kind = Choice(SubjectKind)
    subject_id = Line(60)
    level = Choice(Level)
    granted_by = Line(60)
    expires_at = Stamp(optional=True)

    unique = (("resource_id", "subject_id"),)
    fast = (("subject_id", "kind", "level", "expires_at", "resource_id"),)
