"""Prunes old versions, and looks for near duplicates."""

from appliance import config
from appliance.kernel.job import Lane, Recurring, job
from appliance.rooms.knowledge.documents import twins, versions
from appliance.store.database import write_now


@job(Lane.NIGHT)
def compare_base(base_id: str) -> None:
    """Mark the near duplicates among the documents of a base."""
    twins.compare(base_id)


@job(Lane.NIGHT)
def prune_versions() -> None:
    """Forget old versions that no answer cites."""
    days, after = config.in_force().keep_versions_days, ""
    while days and (last := write_now(versions.prune, days, after)):
        after = last


PRUNE = Recurring("documents.prune_versions", prune_versions, at="03:20")
