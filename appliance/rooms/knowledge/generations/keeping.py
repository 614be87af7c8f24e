"""Brings every base to the model that is wanted: at the start, when models change, and now and then."""

from appliance.kernel.job import Lane, Recurring, enqueue, job
from appliance.rooms.knowledge.collections import KnowledgeBase
from appliance.rooms.knowledge.collections.tables import Generation
from appliance.rooms.knowledge.generations import actions, jobs
from appliance.store import opened
from appliance.store.database import read_now, write_now

AT_ONCE = 50
"""Bases that are looked at in one unit."""


@job(Lane.INDEX, tries=10)
def keep_up() -> None:
    """Begin the generations that bases lack, smallest first, and fill those that never had a model."""
    after: str | None = ""
    while after is not None:
        after = write_now(_keep_up, after)
    write_now(_note_analyser)
    write_now(enqueue, jobs.advance, key="advance")


def _note_analyser() -> None:
    """All generations are in one index: once that is made anew by another analyser, they all are."""
    if opened().has_index:
        version = opened().index.marker().analysis_version
        Generation.update(analysis_version=version).where(Generation.analysis_version != version).execute()


def _keep_up(after: str) -> str | None:
    bases = list(KnowledgeBase.select().where(KnowledgeBase.id > after).order_by(KnowledgeBase.id).limit(AT_ONCE))
    for base in bases:
        actions.keep_up(base)
    return bases[-1].id if bases else None


def at_start() -> None:
    """The environment may name another model than before, and the machine may have others."""
    if read_now(KnowledgeBase.select().exists):
        write_now(enqueue, keep_up, key="keep_up")


OFTEN = Recurring("generations.keep_up", keep_up, seconds=3600)
