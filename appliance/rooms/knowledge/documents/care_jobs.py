"""Prunes old versions, looks for near duplicates, and sets right what is counted for quotas."""

from appliance import config
from appliance.kernel.job import Lane, Recurring, job
from appliance.rooms.knowledge.documents import twins, versions, weighing
from appliance.store.database import read_now, write_now


@job(Lane.NIGHT)
def compare_base(base_id: str) -> None:
    """Mark the near duplicates among the documents of a base."""
    while write_now(twins.compare, base_id):
        pass


@job(Lane.NIGHT)
def prune_versions() -> None:
    """Forget old versions that no answer cites."""
    days, after = config.in_force().keep_versions_days, ""
    while days and (last := write_now(versions.prune, days, after)):
        after = last


@job(Lane.NIGHT)
def recount() -> None:
    """Set what is counted for quotas right; the writer is asked only when it is wrong."""
    if not read_now(weighing.is_right):
        write_now(weighing.set_right)


RECOUNT = Recurring("documents.recount", recount, at="03:30")
PRUNE = Recurring("documents.prune_versions", prune_versions, at="03:20")
