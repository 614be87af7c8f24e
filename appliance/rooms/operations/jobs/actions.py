"""Changes that people make to the queue."""

from appliance.kernel import current
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.problem import Conflict
from appliance.rooms.operations.jobs import policy, queries
from appliance.rooms.operations.jobs.events import JobRevived
from appliance.rooms.operations.jobs.tables import QueuedJob
from appliance.store import queue
from appliance.store.unit import writing_connection


def revive(job: QueuedJob, *, by: Actor) -> QueuedJob:
    """Give a buried job its tries back. A job that is not buried is a conflict: it runs by itself."""
    policy.require(by)
    if not queue.revive(writing_connection(), job.id):
        raise Conflict("Only a buried job can be tried again")
    current.open_unit().wake(job.lane)
    emit(JobRevived(job.id, job.name))
    return queries.job(job.id, seen_by=by)
