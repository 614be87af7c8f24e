"""Clears away the documents of a removed base, a few in each unit."""

from appliance.kernel.job import Lane, job
from appliance.rooms.knowledge.documents import actions
from appliance.store.database import write_now


@job(Lane.NIGHT, tries=10)
def empty_base(base_id: str) -> None:
    """Remove the documents of a base that is gone."""
    while write_now(actions.sweep, base_id):
        pass
