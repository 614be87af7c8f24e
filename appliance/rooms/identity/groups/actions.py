"""Changes of groups and memberships."""

from collections.abc import Iterable

from appliance.kernel.problem import ValidationFailed
from appliance.rooms.identity.groups.queries import group_ids_of, known_ids
from appliance.rooms.identity.groups.tables import Membership


def set_groups(user_id: str, group_ids: Iterable[str], *, org_id: str) -> bool:
    """Put a person into exactly these groups; whether that changed anything. 422 for a group that is not there."""
    wanted, present = set(group_ids), set(group_ids_of(user_id))
    if wanted - known_ids(wanted, org_id):
        raise ValidationFailed.of("group_ids", "There is no such group", "unknown_group")
    gone = Membership.delete().where((Membership.user_id == user_id) & Membership.group_id.in_(list(present - wanted)))
    gone.execute()
    for group_id in sorted(wanted - present):
        Membership.add(org_id=org_id, group_id=group_id, user_id=user_id)
    return wanted != present
