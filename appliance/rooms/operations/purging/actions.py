"""The steps of a purge, each in a unit of its own; every one may run twice."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from appliance.kernel import clock, current
from appliance.kernel.actor import Actor
from appliance.kernel.event import REGISTRY, emit
from appliance.kernel.job import enqueue
from appliance.kernel.room import Projection
from appliance.rooms.operations.purging import jobs
from appliance.rooms.operations.purging.events import PurgeAsked, PurgeDone
from appliance.rooms.operations.purging.shapes import DueView, PurgeDraft
from appliance.rooms.operations.purging.tables import Purge, State
from appliance.store import cursors, ledger, scrub
from appliance.store.unit import reading_connection, writing_connection

scrubs: list[Callable[[Sequence[str]], int]] = []
"""Filled in by the house: each blanks what else says words of removed documents, by their ids; in a writing unit."""

projections: list[Projection] = []
"""Filled in by the house: everything that the index holds."""

listeners: list[str] = []
"""Filled in by the house: the names of those who read the ledger; what they have not read keeps its words."""

_ERASING = {
    "DocumentRemoved": "document_id", "DocumentReplaced": "document_id", "ConversationPurged": "conversation_id",
    "UserErased": "user_id", "BaseRemoved": "knowledge_base_id", "AgentRemoved": "agent_id", "BotRemoved": "bot_id",
    "DeploymentRemoved": "deployment_id",
}  # fmt: skip
_TOLD = {
    "documents": ("DocumentRemoved", "DocumentReplaced"), "knowledge_bases": ("BaseRemoved",),
    "conversations": ("ConversationPurged",), "people": ("UserErased",),
}  # fmt: skip
_AT_ONCE = 1_000


def ask(draft: PurgeDraft, *, by: Actor) -> Purge:
    """Let a purge begin at once."""
    purge = Purge.add(org_id=by.org_id, full=draft.full)
    enqueue(jobs.purge, purge_id=purge.id)
    emit(PurgeAsked(purge.id, purge.full))
    return purge


def begin_daily() -> Purge | None:
    """A purge for what was deleted since the last one, or the one that was broken off; None when nothing is left."""
    begun: Purge | None = Purge.get_or_none((Purge.org_id == "") & (Purge.state == State.WAITING))
    if begun is not None:
        return begun
    newest = Purge.select().order_by(Purge.created_at.desc(), Purge.id.desc()).first()
    is_owed = newest is not None and newest.state is State.FAILED
    if not is_owed and not removed_since(_last_sequence())[0]:
        return None
    purge = Purge.add(org_id="")
    emit(PurgeAsked(purge.id, purge.full))
    return purge


def removed(purge_id: str) -> tuple[dict[str, str], int, bool]:
    """What a purge is for: id of each removed thing -> event; how far the ledger was read; whether it is a full one."""
    found, sequence = removed_since(_last_sequence())
    purge = Purge.get_by_id(purge_id)
    return found, sequence, purge.full


def removed_since(sequence: int) -> tuple[dict[str, str], int]:
    """The things whose deletion stands in the ledger behind a sequence, and how far it was read."""
    found: dict[str, str] = {}
    while entries := ledger.after(reading_connection(), sequence, _AT_ONCE):
        for entry in entries:
            if (field := _ERASING.get(entry.name)) and entry.data and field in entry.data:
                found[entry.data[field]] = entry.name
        sequence = entries[-1].sequence
    return found, sequence


def due() -> DueView:
    """What waits for the next purge."""
    found = Counter(removed_since(_last_sequence())[0].values())
    counts = {field: sum(found.pop(name, 0) for name in names) for field, names in _TOLD.items()}
    done = Purge.select().where(Purge.state == State.DONE).order_by(Purge.ended_at.desc()).first()
    return DueView(**counts, others=found.total(), last_done_at=done.ended_at if done is not None else None)


def blank(purge_id: str, ids: dict[str, str], sequence: int) -> int:
    """Take the words of what was removed out of what quotes it; forget the receipts that name it; how many.

    The ledger keeps who made and removed a thing, and when; what it was called goes. What is blanked is not found by a
    second try of this purge, so the receipt remembers how much the first one found.
    """
    documents = [id_ for id_, name in ids.items() if name == "DocumentRemoved"]
    for scrub_ in scrubs:
        scrub_(documents)
    gone = [id_ for id_, name in ids.items() if name != "DocumentReplaced"]
    ledger.blank(writing_connection(), gone, _naming(), sequence)
    purge = Purge.get_by_id(purge_id)
    count = purge.receipt_count + scrub.forget_receipts(list(ids))
    purge.change(removed_count=max(purge.removed_count, len(ids)), receipt_count=count)
    return count


def heard(sequence: int) -> bool:
    """Whether everybody who reads the ledger has read this far."""
    at = [cursors.get(reading_connection(), f"listener:{name}") or 0 for name in listeners]
    return all(place >= sequence for place in at)


def _naming() -> list[str]:
    """The events that say what a thing was called."""
    return [name for name, event in REGISTRY.items() if any(fact.endswith("name") for fact in event.fact_names)]


def feed_again(number: int, after: str) -> str | None:
    """Let the index take some of what it holds anew, so that its old segments go; the place to go on from."""
    projection = projections[number]
    ids = projection.everything(after, _AT_ONCE) if projection.everything is not None else ()
    for id_ in ids:
        current.open_unit().changed(projection.kind, id_, "")
    return ids[-1] if ids else None


def finish(purge_id: str, **found: Any) -> None:
    """Write the receipt."""
    purge = Purge.get_by_id(purge_id)
    purge.change(state=State.DONE, ended_at=clock.now_ms(), **found)
    emit(PurgeDone(purge.id, purge.removed_count, purge.is_rewritten, purge.is_reindexed))


def fail(purge_id: str, error: str) -> None:
    """A purge that could not be done says so; the next one does its work."""
    purge = Purge.get_or_none(Purge.id == purge_id)
    if purge is not None:
        purge.change(state=State.FAILED, ended_at=clock.now_ms(), note=error[:500])


def _last_sequence() -> int:
    done = Purge.select().where(Purge.state == State.DONE).order_by(Purge.ledger_sequence.desc()).first()
    return 0 if done is None else int(done.ledger_sequence)
