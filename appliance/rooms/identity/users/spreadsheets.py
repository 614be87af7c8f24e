"""People as CSV (RFC 4180), out and in. A cell that a spreadsheet would take for a formula is kept from being one."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError

from appliance.kernel.problem import ValidationFailed
from appliance.kernel.shape import sentence
from appliance.rooms.identity.users.shapes import UserDraft

COLUMNS = ("email", "name", "role", "groups", "active", "invited", "created_at", "last_seen_at")
MOST_LINES = 5000
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BETWEEN_GROUPS = ";"
_NAMES = {"displayname": "name", "display_name": "name", "e-mail": "email", "mail": "email", "group": "groups"}


@dataclass(frozen=True)
class Line:
    """One line of an import, checked."""

    number: int
    draft: UserDraft
    groups: list[str] = field(default_factory=list)


def written(rows: Iterable[Sequence[str]]) -> str:
    """The lines of a spreadsheet under the names of its columns."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([[_harmless(cell) for cell in row] for row in rows])
    return out.getvalue()


def joined(names: Iterable[str]) -> str:
    """Names of groups in one cell."""
    return f"{_BETWEEN_GROUPS} ".join(names)


def read(text: str) -> list[Line]:
    """The people of a spreadsheet; 422 that names every line which is not right."""
    table = list(_table(text))
    if len(table) > MOST_LINES:
        raise ValidationFailed.of("csv", f"has more than {MOST_LINES} lines", "too_long")
    found: list[Line] = []
    wrong: list[dict[str, str]] = []
    seen: set[str] = set()
    for number, cells in table:
        try:
            line = _line(number, cells, seen)
        except ValueError as problem:
            wrong.append({"field": "csv", "message": f"line {number}: {_told(problem)}", "type": "line"})
        else:
            found.append(line)
    if wrong:
        raise ValidationFailed(param="csv", details={"fields": wrong})
    return found


def _table(text: str) -> Iterable[tuple[int, dict[str, str]]]:
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    comma = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=comma, strict=True)
    try:
        names = [_NAMES.get(name.strip().lower(), name.strip().lower()) for name in next(reader, [])]
        if "email" not in names:
            raise ValidationFailed.of("csv", "needs a first line that names its columns, email among them", "no_email")
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, dict(zip(names, map(_plain, cells), strict=False))
    except csv.Error as problem:
        raise ValidationFailed.of("csv", f"cannot be read: {problem}", "malformed") from None


def _line(number: int, cells: dict[str, str], seen: set[str]) -> Line:
    given = {name: cells[name] for name in ("email", "name", "role") if cells.get(name)}
    draft = UserDraft(**given | {"group_ids": []})  # type: ignore[arg-type]
    if (address := draft.email.casefold()) in seen:
        raise ValueError("the address is there twice")
    seen.add(address)
    names = [name.strip() for name in cells.get("groups", "").split(_BETWEEN_GROUPS)]
    return Line(number, draft, [name for name in names if name])


def _told(problem: ValueError) -> str:
    if not isinstance(problem, ValidationError):
        return str(problem)
    return "; ".join(
        f"{'.'.join(map(str, one['loc']))}: {sentence(one['msg'])}" for one in problem.errors(include_input=False)
    )


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _plain(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_FORMULA) else cell
