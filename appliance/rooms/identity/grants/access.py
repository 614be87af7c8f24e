"""Who reaches a thing and why; and to whom one may grant it."""

from appliance.kernel import clock
from appliance.kernel.actor import Actor
from appliance.rooms.identity import groups, users
from appliance.rooms.identity.grants import policy, queries
from appliance.rooms.identity.grants.policy import Standing
from appliance.rooms.identity.grants.shapes import (
    AccessEntryView,
    AccessView,
    SubjectFilter,
    SubjectsView,
    SubjectView,
)
from appliance.rooms.identity.grants.tables import Grant, Level, SubjectKind

MOST_SUBJECTS = 20


def access(resource_id: str, *, seen_by: Actor) -> AccessView:
    """Every way to a thing, for those who may decide about it."""
    place = queries.standing(resource_id, seen_by=seen_by)
    policy.require_look(place, seen_by)
    rows = queries.of_resource(resource_id)
    names = queries.names_in(rows)
    most = place.level.rank if place.level is not None else 0
    return AccessView(
        resource_id=resource_id, kind=place.shared.table.prefix, name=_name(place),
        data=[*_by_visibility(place), *(_granted(row, names) for row in rows)],
        levels=[*(one for one in map(Level, place.shared.levels) if one.rank <= most), Level.DENY],
        can=["grants:give"] if policy.may_share(place, seen_by) else [],
    )  # fmt: skip


def _name(place: Standing) -> str:
    """Empty for what is private to somebody else."""
    if place.level is None and _visibility(place) == "private":
        return ""
    return str(getattr(place.row, "name", "") or getattr(place.row, "title", ""))


def _visibility(place: Standing) -> str:
    return str(getattr(place.row, "visibility", "private"))


def _by_visibility(place: Standing) -> list[AccessEntryView]:
    row, visibility = place.row, _visibility(place)
    owner = users.names([row.owner_id]).get(row.owner_id, "")
    entries = [
        AccessEntryView(
            reason="owner", level=Level.OWNER, subject_kind=SubjectKind.PERSON, subject_id=row.owner_id,
            subject_name=owner,
        )
    ]  # fmt: skip
    if visibility == "organisation":
        entries.append(AccessEntryView(reason="organisation", level=Level.VIEWER))
    if visibility == "groups" and place.shared.group_ids is not None:
        names = groups.names(place.shared.group_ids(row))
        entries += [
            AccessEntryView(
                reason="group", level=Level.VIEWER, subject_kind=SubjectKind.GROUP, subject_id=id_, subject_name=name
            )
            for id_, name in sorted(names.items(), key=lambda one: one[1])
        ]
    if visibility != "private" and place.shared.is_administered:
        entries.append(AccessEntryView(reason="administrators", level=Level.OWNER))
    return entries


def _granted(row: Grant, names: dict[str, str]) -> AccessEntryView:
    return AccessEntryView(
        reason="grant", level=row.level, subject_kind=row.subject_kind, subject_id=row.subject_id,
        subject_name=names.get(row.subject_id, ""), grant_id=row.id, granted_by=row.granted_by,
        granted_by_name=names.get(row.granted_by, ""), expires_at=row.expires_at,
        expired=row.expires_at is not None and row.expires_at <= clock.now_ms(),
    )  # fmt: skip


def subjects(where: SubjectFilter, *, seen_by: Actor) -> SubjectsView:
    """People and groups of the organisation whose name holds the searched words, or whose address they are."""
    words = (where.value("search") or "").strip()
    found = [
        *(SubjectView(kind=SubjectKind.GROUP, id=id_, name=name)
          for id_, name in groups.called(words, MOST_SUBJECTS, org_id=seen_by.org_id)),
        *(SubjectView(kind=SubjectKind.PERSON, id=id_, name=name)
          for id_, name in users.called(words, MOST_SUBJECTS, org_id=seen_by.org_id)),
    ]  # fmt: skip
    return SubjectsView(data=found[:MOST_SUBJECTS])
