"""Tells whom a grant concerns that it changed or ended, so that open pages look again."""

from appliance.kernel import current
from appliance.rooms.identity.grants.tables import Grant, SubjectKind


def tell(row: Grant) -> None:
    """Let the thing and whom it was granted to count as changed, in the open unit."""
    unit = current.open_unit()
    unit.changed(row.kind, row.resource_id, row.org_id)
    unit.changed("usr" if row.subject_kind is SubjectKind.PERSON else "grp", row.subject_id, row.org_id)
