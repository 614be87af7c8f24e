"""Setting limits; setting counts right."""

from collections.abc import Mapping

from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.rooms.knowledge.quotas import queries
from appliance.rooms.knowledge.quotas.events import QuotaChanged, QuotaRecounted
from appliance.rooms.knowledge.quotas.shapes import LimitDraft, QuotasDraft
from appliance.rooms.knowledge.quotas.tables import Quota, Scope, Usage

Truth = Mapping[tuple[str, Scope, str], queries.Amount]
"""Organisation, scope and subject -> what is kept."""


def change(draft: QuotasDraft, *, by: Actor) -> None:
    """Set the limits that were sent. What is kept stays, also where it is more: only growing is refused."""
    for name, limit in draft.sent().items():
        put(Scope(name), "", limit or LimitDraft(), by=by)


def put(scope: Scope, subject_id: str, limit: LimitDraft, *, by: Actor) -> None:
    """Set what all of a scope, or one subject, may keep."""
    given = {"document_limit": limit.documents, "byte_limit": limit.size_bytes}
    row: Quota | None = Quota.get_or_none(_same(scope, subject_id, by))
    if row is None:
        Quota.add(org_id=by.org_id, scope=scope, subject_id=subject_id, **given)
        if subject_id and not queries.used([subject_id]):
            Usage.add(org_id=by.org_id, scope=scope, subject_id=subject_id)
    elif (row.document_limit, row.byte_limit) == (limit.documents, limit.size_bytes):
        return
    else:
        row.change(**given)
    emit(QuotaChanged(by.org_id, scope, subject_id, limit.documents, limit.size_bytes))


def withdraw(scope: Scope, subject_id: str, *, by: Actor) -> None:
    """Let a subject have the limit of its scope again."""
    if Quota.delete().where(_same(scope, subject_id, by)).execute():
        emit(QuotaChanged(by.org_id, scope, subject_id, None, None))


def forget(subject_id: str) -> int:
    """Forget the limit of somebody or something that is gone; what it keeps is counted until it is cleared away."""
    return int(Quota.delete().where(Quota.subject_id == subject_id).execute())


def differing(truth: Truth) -> list[tuple[str, Scope, str]]:
    """The subjects whose counts are not the truth."""
    rows = Usage.select(Usage.org_id, Usage.scope, Usage.subject_id, Usage.document_count, Usage.byte_count).tuples()
    counted = {(org, Scope(scope), id_): (documents, size) for org, scope, id_, documents, size in rows}
    return [key for key in {**counted, **truth} if counted.get(key, (0, 0)) != truth.get(key, (0, 0))]


def recount(truth: Truth) -> int:
    """Set every count to the truth; how many were wrong."""
    wrong = differing(truth)
    for org_id, scope, id_ in wrong:
        documents, size = truth.get((org_id, scope, id_), (0, 0))
        row: Usage | None = Usage.get_or_none(Usage.subject_id == id_)
        if row is None:
            Usage.add(org_id=org_id, scope=scope, subject_id=id_, document_count=documents, byte_count=size)
        else:
            row.change(document_count=documents, byte_count=size)
    for org_id in sorted({org_id for org_id, _, _ in wrong}):
        emit(QuotaRecounted(org_id, sum(1 for one in wrong if one[0] == org_id)))
    return len(wrong)


def _same(scope: Scope, subject_id: str, by: Actor) -> object:
    return (Quota.org_id == by.org_id) & (Quota.scope == scope) & (Quota.subject_id == subject_id)
