"""People out to a spreadsheet and in from one. An import is all or nothing: one wrong line, and nobody is invited."""

from appliance.kernel import clock
from appliance.kernel.actor import Actor
from appliance.kernel.problem import ValidationFailed
from appliance.rooms.identity import groups
from appliance.rooms.identity.users import actions, queries, spreadsheets
from appliance.rooms.identity.users.shapes import ImportedView, ImportView
from appliance.rooms.identity.users.spreadsheets import Line
from appliance.rooms.identity.users.tables import User


def exported(*, seen_by: Actor) -> str:
    """Everybody of the organisation as CSV."""
    people = queries.everybody(seen_by=seen_by)
    of = groups.groups_of([row.id for row in people])
    return spreadsheets.written(_cells(row, [name for _, name in of.get(row.id, [])]) for row in people)


def imported(text: str, *, dry_run: bool, by: Actor) -> ImportView:
    """Invite everybody of a spreadsheet who is not here; whoever is stays as they are. The seat limit counts."""
    lines = spreadsheets.read(text)
    known = groups.ids_by_name(by.org_id)
    _require_groups(lines, known)
    data = [_one(line, known, dry_run=dry_run, by=by) for line in lines]
    existing = sum(one.outcome == "exists" for one in data)
    return ImportView(data=data, invited=0 if dry_run else len(data) - existing, existing=existing)


def _one(line: Line, known: dict[str, str], *, dry_run: bool, by: Actor) -> ImportedView:
    email = line.draft.email
    present = queries.by_email(email)
    if present is not None:
        id_ = present.id if present.org_id == by.org_id else None
        return ImportedView(line=line.number, email=email, outcome="exists", id=id_, invite_url=None)
    if dry_run:
        return ImportedView(line=line.number, email=email, outcome="would_invite", id=None, invite_url=None)
    line.draft.group_ids = [known[name] for name in line.groups]
    row, url = actions.invite(line.draft, by=by)
    return ImportedView(line=line.number, email=email, outcome="invited", id=row.id, invite_url=url)


def _require_groups(lines: list[Line], known: dict[str, str]) -> None:
    wrong = [
        {"field": "csv", "message": f"line {line.number}: there is no group {name}", "type": "unknown_group"}
        for line in lines
        for name in line.groups
        if name not in known
    ]
    if wrong:
        raise ValidationFailed(param="csv", details={"fields": wrong})


def _cells(row: User, group_names: list[str]) -> list[str]:
    return [
        row.email, row.name, str(row.role), spreadsheets.joined(group_names), str(row.active).lower(),
        str(row.joined_at is None).lower(), clock.iso(row.created_at),
        clock.iso(row.last_seen_at) if row.last_seen_at else "",
    ]  # fmt: skip
