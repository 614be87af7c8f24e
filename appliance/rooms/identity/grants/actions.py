"""Every change of grants. Each is told to whom it concerns, so that open pages look again."""

from typing import Any

from appliance.kernel import clock
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.problem import Conflict, NotFound, ValidationFailed
from appliance.rooms.identity import groups, users
from appliance.rooms.identity.grants import jobs, policy, queries
from appliance.rooms.identity.grants.events import GrantChanged, GrantGiven, GrantRevoked
from appliance.rooms.identity.grants.policy import Standing
from appliance.rooms.identity.grants.shapes import GrantDraft
from appliance.rooms.identity.grants.tables import Grant, Level, SubjectKind
from appliance.rooms.identity.grants.telling import tell


def give(draft: GrantDraft, *, by: Actor) -> Grant:
    """Give a level on a thing, or deny it.

    404 for a thing or subject that is not there for the actor, 403 for more than the actor has, 409 when the subject
    has a grant there already.
    """
    place = queries.standing(draft.resource_id, seen_by=by)
    policy.require_share(place, by)
    kind = _subject(draft.subject_id, place, by)
    _check(place, draft.level, draft.expires_at)
    same = (Grant.resource_id == draft.resource_id) & (Grant.subject_id == draft.subject_id)
    if Grant.get_or_none(same) is not None:
        raise Conflict("There is a grant for them here already: change that one", param="subject_id")
    row = Grant.add(
        org_id=by.org_id, kind=place.shared.table.prefix, subject_kind=kind, granted_by=by.id, **draft.fields()
    )
    emit(GrantGiven(row.id, row.resource_id, row.subject_id, row.level, row.expires_at))
    tell(row)
    jobs.tell_at_end(row)
    return row


def change(row: Grant, sent: dict[str, Any], *, by: Actor) -> Grant:
    """Change the level or the end of a grant; whoever changes it answers for it."""
    place = queries.standing(row.resource_id, seen_by=by)
    policy.require_share(place, by)
    if sent.get("level", row.level) is None:
        sent.pop("level")
    fields = {name: value for name, value in sent.items() if getattr(row, name) != value}
    if not fields:
        return row
    _check(place, fields.get("level", row.level), fields.get("expires_at", row.expires_at))
    row.change(granted_by=by.id, **fields)
    emit(GrantChanged(row.id, row.resource_id, row.subject_id, row.level, row.expires_at))
    tell(row)
    jobs.tell_at_end(row)
    return row


def revoke(row: Grant, *, by: Actor) -> None:
    """Take a grant or a deny away; it holds no more at the next request."""
    policy.require_share(queries.standing(row.resource_id, seen_by=by), by)
    row.remove()
    emit(GrantRevoked(row.id, row.resource_id, row.subject_id, row.level))
    tell(row)


def forget(resource_id: str) -> None:
    """Let the grants of a thing go with it, in the unit that removes it."""
    Grant.delete().where(Grant.resource_id == resource_id).execute()


def pass_to(resource_id: str, heir_id: str) -> None:
    """Let go what the new owner of a thing was granted or denied on it: it is theirs now."""
    Grant.delete().where((Grant.resource_id == resource_id) & (Grant.subject_id == heir_id)).execute()


def forget_subject(subject_id: str) -> int:
    """Let every grant and deny of an erased person or a removed group go; how many."""
    return int(Grant.delete().where(Grant.subject_id == subject_id).execute())


def end_of(leaver_id: str) -> None:
    """Take away what a leaver was granted. Nobody inherits it, and what they were denied stays denied."""
    Grant.delete().where((Grant.subject_id == leaver_id) & (Grant.level != Level.DENY)).execute()


def _subject(id_: str, place: Standing, by: Actor) -> SubjectKind:
    if id_ == place.row.owner_id:
        raise ValidationFailed.of("subject_id", "This is its owner, who has it already", "owner")
    if groups.known_ids([id_], by.org_id):
        return SubjectKind.GROUP
    try:
        users.user(id_, seen_by=by)
    except NotFound:
        raise ValidationFailed.of("subject_id", "There is no such person or group", "unknown_subject") from None
    return SubjectKind.PERSON


def _check(place: Standing, level: Level, expires_at: int | None) -> None:
    if level is not Level.DENY and level not in place.shared.levels:
        raise ValidationFailed.of("level", f"must be one of {', '.join([*place.shared.levels, 'deny'])}", "level")
    if expires_at is not None and expires_at <= clock.now_ms():
        raise ValidationFailed.of("expires_at", "must lie in the future", "past")
    policy.require_within(place, level, expires_at)
