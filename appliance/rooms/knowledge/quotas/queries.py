"""What is used, and what is allowed."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from appliance.kernel.actor import Actor
from appliance.kernel.page import Page, PageAsk
from appliance.rooms.knowledge.quotas.shapes import (
    LimitView,
    MeasureView,
    QuotasView,
    StandingView,
    SubjectView,
    UsageFilter,
)
from appliance.rooms.knowledge.quotas.tables import Quota, Scope, Usage
from appliance.store.listing import tuples
from appliance.store.paging import paged

Amount = tuple[int, int]
"""Documents and bytes."""
Limits = tuple[int | None, int | None]
NEAR = 0.9
_NONE: Limits = (None, None)


def is_near(used: int, allowed: int | None) -> bool:
    """Whether nine tenths of a limit are used."""
    return allowed is not None and used >= NEAR * allowed


def limits(org_id: str, subject_ids: Iterable[str]) -> dict[tuple[Scope, str], Limits]:
    """The limits of these subjects, and under an empty id what holds for all of a scope."""
    rows: Any = Quota.select(Quota.scope, Quota.subject_id, Quota.document_limit, Quota.byte_limit)
    wanted = (Quota.org_id == org_id) & Quota.subject_id.in_(["", *subject_ids])
    return {(Scope(scope), id_): (documents, size) for scope, id_, documents, size in tuples(rows.where(wanted))}


def allowed(found: dict[tuple[Scope, str], Limits], scope: Scope, subject_id: str) -> Limits:
    """What one subject may keep: its own limit, else that of its scope, else anything."""
    return found.get((scope, subject_id), found.get((scope, ""), _NONE))


def kept_by(subject_id: str) -> Amount:
    """The documents and bytes of one subject."""
    return used([subject_id]).get(subject_id, (0, 0))


def used(subject_ids: Sequence[str]) -> dict[str, Amount]:
    """What these subjects keep."""
    rows: Any = Usage.select(Usage.subject_id, Usage.document_count, Usage.byte_count)
    return {id_: (documents, size) for id_, documents, size in tuples(rows.where(Usage.subject_id.in_(subject_ids)))}


def standing(scope: Scope, subject_id: str, org_id: str) -> StandingView:
    """What one subject keeps and may keep."""
    found = limits(org_id, [subject_id])
    return _standing(found, scope, subject_id, kept_by(subject_id))


def settings(org_id: str) -> QuotasView:
    """The organisation's use and limits, and what holds for each person and base."""
    found = limits(org_id, [])
    each = {scope: LimitView(documents=d, size_bytes=b) for scope in Scope for d, b in [allowed(found, scope, "")]}
    whole = standing(Scope.ORGANISATION, org_id, org_id)
    return QuotasView(organisation=whole, person=each[Scope.PERSON], base=each[Scope.BASE])


def subjects(
    scope: Scope, where: UsageFilter, page: PageAsk, names: Callable[[Sequence[str]], dict[str, str]], *, seen_by: Actor
) -> Page[SubjectView]:
    """Everybody or every base of the organisation that keeps something or has a limit of its own."""
    rows = paged(Usage.select().where((Usage.org_id == seen_by.org_id) & (Usage.scope == scope)), Usage, where, page)
    ids = [row.subject_id for row in rows.data]
    found, called = limits(seen_by.org_id, ids), names(ids)

    def shown(row: Usage) -> SubjectView:
        told = _standing(found, scope, row.subject_id, (row.document_count, row.byte_count))
        return SubjectView(id=row.subject_id, name=called.get(row.subject_id, ""), **dict(told))

    return rows.map(shown)


def _standing(found: dict[tuple[Scope, str], Limits], scope: Scope, subject_id: str, amount: Amount) -> StandingView:
    documents, size = (
        MeasureView(used=now, limit=most, near=is_near(now, most))
        for now, most in zip(amount, allowed(found, scope, subject_id), strict=True)
    )
    own = bool(subject_id) and (scope, subject_id) in found
    return StandingView(documents=documents, size_bytes=size, own=own)
