"""What a person can reach at this moment, and why: asked of the rooms that decide, never worked out beside them."""

from appliance.kernel.actor import Actor
from appliance.kernel.room import Given, Reached
from appliance.rooms.identity import groups
from appliance.rooms.identity.users import ports, queries
from appliance.rooms.identity.users.shapes import GroupName, ReachedView, ReachView, ReasonView
from appliance.rooms.identity.users.tables import User

_WORDS = ("owner", "administrator", "organisation")


def reach(row: User) -> ReachView:
    """Bases and agents with the reason for each, and the groups that give them."""
    group_ids = tuple(groups.group_ids_of(row.id))
    names = groups.names(group_ids)
    person = Actor(id=row.id, org_id=row.org_id, role=row.role, kind=str(row.kind), group_ids=group_ids)
    found = [one for reaches in ports.reaches for one in reaches(person)] if row.active else []
    givers = queries.names({why.by for one in found for why in one.reasons if isinstance(why, Given)})
    return ReachView(
        user_id=row.id, role=row.role, groups=[GroupName(id=id_, name=names[id_]) for id_ in sorted(names)],
        data=[_view(one, names, givers) for one in found],
    )  # fmt: skip


def _view(one: Reached, groups_: dict[str, str], givers: dict[str, str]) -> ReachedView:
    reasons = [_reason(why, groups_, givers) for why in one.reasons]
    return ReachedView(type=one.kind, id=one.id, name=one.name, access=one.access, reasons=reasons)


def _reason(why: str | Given, groups_: dict[str, str], givers: dict[str, str]) -> ReasonView:
    if isinstance(why, Given):
        return ReasonView(
            reason="deny" if why.level == "deny" else "grant", level=why.level, granted_by=why.by,
            granted_by_name=givers.get(why.by, ""), group_id=why.through or None,
            group_name=groups_.get(why.through), expires_at=why.expires_at,
        )  # fmt: skip
    if why in _WORDS:
        return ReasonView(reason=why)  # type: ignore[arg-type]
    return ReasonView(reason="group", group_id=why, group_name=groups_[why])
