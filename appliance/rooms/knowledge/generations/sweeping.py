"""What follows a switch when there is time: counts are brought in line, and what was dropped is removed."""

from appliance.kernel.job import Lane, job
from appliance.rooms.knowledge.generations import building
from appliance.store.database import write_now

SWEPT = 50
"""Documents that are recounted or purged in one unit."""


@job(Lane.NIGHT, tries=10)
def recount(base_id: str) -> None:
    """Bring the counts of passages in line with the generation that serves now."""
    after: str | None = ""
    while after is not None:
        after = write_now(building.recount, base_id, after, SWEPT)


@job(Lane.NIGHT, tries=10)
def purge(generation_id: str) -> None:
    """Remove the passages and vectors of a dropped generation."""
    after: str | None = ""
    while after is not None:
        after = write_now(building.purge, generation_id, after, SWEPT)
