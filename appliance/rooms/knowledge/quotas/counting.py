"""The one place where what is kept is counted and compared with what is allowed, in the unit that adds or takes away.

There is one writer, so of a hundred at once those that still fit come in and the others are refused.
"""

from collections import defaultdict
from collections.abc import Mapping

from appliance.kernel import clock, current
from appliance.kernel.event import emit
from appliance.kernel.ids import new_id
from appliance.kernel.problem import QuotaFull
from appliance.rooms.knowledge.quotas import queries
from appliance.rooms.knowledge.quotas.events import QuotaNearlyFull
from appliance.rooms.knowledge.quotas.tables import Scope, Usage
from appliance.store.unit import writing_connection

_ADD = """
INSERT INTO quotas_usage (id, org_id, created_at, updated_at, version, scope, subject_id, document_count, byte_count)
VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?)
ON CONFLICT (subject_id) DO UPDATE SET document_count = document_count + excluded.document_count,
  byte_count = byte_count + excluded.byte_count, updated_at = excluded.updated_at
"""
MEASURES = ("documents", "size_bytes")
_WORDS = {Scope.ORGANISATION: "Your organisation", Scope.PERSON: "The person", Scope.BASE: "The knowledge base"}
_UNITS = {"documents": "documents", "size_bytes": "bytes"}
_ORDER = (Scope.BASE, Scope.PERSON, Scope.ORGANISATION)

Place = tuple[Scope, str]


class Charge:
    """Documents and bytes that come in and go out in a unit, of one organisation; asked and written at once."""

    def __init__(self, org_id: str) -> None:
        self._org_id = org_id
        self._sums: dict[Place, list[int]] = defaultdict(lambda: [0, 0])

    def add(self, base_id: str, person_id: str, documents: int, size_bytes: int) -> "Charge":
        """So many more (or, below zero, fewer) in this base, of this person."""
        places = ((Scope.BASE, base_id), (Scope.PERSON, person_id), (Scope.ORGANISATION, self._org_id))
        for place in places:
            self._sums[place][0] += documents
            self._sums[place][1] += size_bytes
        return self

    def write(self) -> None:
        """Count it in; QuotaFull, with nothing counted, when something would grow beyond its limit."""
        moved = {place: (sum_[0], sum_[1]) for place, sum_ in self._sums.items() if any(sum_)}
        if not moved:
            return
        _refuse_over(self._org_id, moved, is_told=True)
        now = clock.now_ms()
        rows = [(new_id(Usage.prefix), self._org_id, now, now, *place, *sum_) for place, sum_ in moved.items()]
        writing_connection().executemany(_ADD, rows)


def require_room(org_id: str, person_id: str, documents: int, size_bytes: int) -> None:
    """QuotaFull when so much more of a person would not fit into a base of theirs that is yet to be made."""
    places = ((Scope.BASE, "new"), (Scope.PERSON, person_id), (Scope.ORGANISATION, org_id))
    _refuse_over(org_id, dict.fromkeys(places, (documents, size_bytes)), is_told=False)


def _refuse_over(org_id: str, moved: Mapping[Place, tuple[int, int]], *, is_told: bool) -> None:
    ids = [id_ for _, id_ in moved]
    found = queries.limits(org_id, ids)
    if not found:
        return
    present = queries.used(ids)
    for scope, id_ in sorted(moved, key=lambda place: _ORDER.index(place[0])):
        limits = queries.allowed(found, scope, id_)
        before = present.get(id_, (0, 0))
        for measure, had, more, allowed in zip(MEASURES, before, moved[scope, id_], limits, strict=True):
            if allowed is None or more <= 0:
                continue
            if had + more > allowed:
                raise _full((scope, id_), measure, had, allowed)
            if is_told and queries.is_near(had + more, allowed) and not queries.is_near(had, allowed):
                emit(QuotaNearlyFull(org_id, scope, id_, measure, had + more, allowed))


def _full(place: Place, measure: str, used: int, allowed: int) -> QuotaFull:
    scope, id_ = place
    details = {"reason": "quota", "scope": str(scope), "limit": measure, "allowed": allowed, "used": used}
    whose = "You" if id_ == current.actor.get().id else _WORDS[scope]
    verb = "keep" if whose == "You" else "keeps"
    words = f"{whose} {verb} {used} of the {allowed} {_UNITS[measure]} that the quota allows"
    return QuotaFull(words, details=details)
