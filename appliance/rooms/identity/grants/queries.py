"""Reads of grants: what somebody has, and who has what."""

from collections.abc import Iterable, Sequence
from typing import Any

from appliance.kernel import clock
from appliance.kernel.actor import Actor, Role
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import NotFound
from appliance.kernel.room import Given
from appliance.rooms.identity import groups, users
from appliance.rooms.identity.grants import policy, ports
from appliance.rooms.identity.grants.policy import Standing
from appliance.rooms.identity.grants.reach import in_force, owned, strongest, subjects
from appliance.rooms.identity.grants.shapes import GrantFilter, GrantView
from appliance.rooms.identity.grants.tables import Grant, Level, SubjectKind
from appliance.store.paging import found, paged


def grant(id: str, *, seen_by: Actor) -> Grant:
    """One grant that the actor may see."""
    row: Grant = found(_visible(seen_by).where(Grant.id == id), "Grant")
    return row


def is_granted(resource_id: str) -> bool:
    """Whether somebody was let into a thing by a grant, in force or not."""
    return bool(Grant.select().where((Grant.resource_id == resource_id) & (Grant.level != Level.DENY)).exists())


def grants(where: GrantFilter, page: PageAsk, *, seen_by: Actor) -> Page[GrantView]:
    """The grants that the actor may see: their own, and those of what they look after."""
    rows = _visible(seen_by)
    if (resource := where.value("resource")) is not None:
        rows = rows.where(Grant.resource_id == resource)
    if (subject := where.value("subject")) is not None:
        rows = rows.where(Grant.subject_id == subject)
    some = paged(rows, Grant, where, page)
    views = iter(described(some.data, seen_by=seen_by))
    return some.map(lambda _: next(views))


def described(rows: Sequence[Any], *, seen_by: Actor) -> list[GrantView]:
    """Views of grants, with the names of those they name."""
    names, now = names_in(rows), clock.now_ms()
    verbs = {id_: _verbs(id_, seen_by) for id_ in {row.resource_id for row in rows}}
    return [
        GrantView.from_row(
            row,
            subject_name=names.get(row.subject_id, ""),
            granted_by_name=names.get(row.granted_by, ""),
            expired=row.expires_at is not None and row.expires_at <= now,
            can=verbs[row.resource_id],
        )
        for row in rows
    ]


def names_in(rows: Iterable[Any]) -> dict[str, str]:
    """The names of the people and groups in grants."""
    ids = {id_ for row in rows for id_ in (row.subject_id, row.granted_by)}
    return users.names(ids) | groups.names(ids)


def of_resource(resource_id: str) -> list[Grant]:
    """Every grant of a thing, the oldest first."""
    return list(Grant.select().where(Grant.resource_id == resource_id).order_by(Grant.id))


def standing(resource_id: str, *, seen_by: Actor) -> Standing:
    """What the actor is to a thing; 404 for one that they may not know of."""
    shared = ports.shares.get(resource_id.partition("_")[0])
    if shared is None:
        raise NotFound("Resource not found")
    row = shared.find(resource_id, seen_by=seen_by)
    level, until = _level(row, seen_by)
    is_administrator = shared.is_administered and seen_by.at_least(Role.ADMIN)
    if is_administrator and level is not Level.DENY and str(getattr(row, "visibility", "private")) != "private":
        level, until = Level.OWNER, None
    return Standing(row, shared, None if level is Level.DENY else level, until, is_administrator)


def held(row: Any, actor: Actor) -> Level | None:
    """The strongest level that the actor was granted on a thing of somebody else's; a deny is the strongest."""
    return None if row.owner_id == actor.id else held_of([row], actor).get(row.id)


def held_of(rows: Iterable[Any], actor: Actor) -> dict[str, Level]:
    """Of those things of others on which the actor was granted or denied something, the strongest level."""
    ids = [row.id for row in rows if row.owner_id != actor.id]
    return strongest(ids, actor) if ids else {}


def given_to(kind: str, person: Actor) -> dict[str, list[Given]]:
    """Thing -> what a person was granted or denied on it, themselves or through a group."""
    mine = Grant.subject_id.in_(subjects(person)) & (Grant.kind == kind) & in_force()
    found_: dict[str, list[Given]] = {}
    for row in Grant.select().where(mine).order_by(Grant.id):
        through = row.subject_id if row.subject_kind is SubjectKind.GROUP else ""
        found_.setdefault(row.resource_id, []).append(Given(row.level, row.granted_by, through, row.expires_at))
    return found_


def _level(row: Any, actor: Actor) -> tuple[Level | None, int | None]:
    if row.owner_id == actor.id:
        return Level.OWNER, None
    given = (Grant.resource_id == row.id) & Grant.subject_id.in_(subjects(actor)) & in_force()
    rows = list(Grant.select().where(given))
    level = max((one.level for one in rows), key=lambda one: one.rank, default=None)
    ends = [one.expires_at for one in rows if one.level is level]
    return level, None if None in ends else max(ends, default=None)


def _verbs(resource_id: str, actor: Actor) -> list[str]:
    try:
        place = standing(resource_id, seen_by=actor)
    except NotFound:
        return []
    return ["grants:change", "grants:revoke"] if policy.may_share(place, actor) else []


def _visible(actor: Actor) -> Any:
    """Own grants (a deny says nothing to whom it hides things from), and all of what one looks after."""
    seen = Grant.subject_id.in_(subjects(actor)) & (Grant.level != Level.DENY)
    for kind, shared in ports.shares.items():
        if shared.is_administered and actor.at_least(Role.ADMIN):
            seen |= Grant.kind == kind
            continue
        own = shared.table.select(shared.table.id).where(shared.table.owner_id == actor.id)
        seen |= (Grant.kind == kind) & (Grant.resource_id.in_(own) | Grant.resource_id.in_(owned(kind, actor)))
    return Grant.select().where((Grant.org_id == actor.org_id) & seen)
