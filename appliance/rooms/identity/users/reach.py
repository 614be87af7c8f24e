"""What a person can reach at this moment, and why: asked of the rooms that decide, never worked out beside them."""

from appliance.kernel.actor import Actor
from appliance.kernel.room import Reached
from appliance.rooms.identity import groups
from appliance.rooms.identity.users import ports
from appliance.rooms.identity.users.shapes import GroupName, ReachedView, ReachView, ReasonView
from appliance.rooms.identity.users.tables import User

_WORDS = ("owner", "administrator", "organisation")


def reach(row: User) -> ReachView:
    """Bases and agents with the reason for each, and the groups that give them."""
    group_ids = tuple(groups.group_ids_of(row.id))
    names = groups.names(group_ids)
    person = Actor(id=row.id, org_id=row.org_id, role=row.role, kind=str(row.kind), group_ids=group_ids)
    found = [one for reaches in ports.reaches for one in reaches(person)] if row.active else []
    return ReachView(
        user_id=row.id, role=row.role, groups=[GroupName(id=id_, name=names[id_]) for id_ in sorted(names)],
        data=[_view(one, names) for one in found],
    )  # fmt: skip


def _view(one: Reached, names: dict[str, str]) -> ReachedView:
    reasons = [
        ReasonView(reason=why) if why in _WORDS else ReasonView(reason="group", group_id=why, group_name=names[why])  # type: ignore[arg-type]
        for why in one.reasons
    ]
    return ReachedView(type=one.kind, id=one.id, name=one.name, access=one.access, reasons=reasons)
