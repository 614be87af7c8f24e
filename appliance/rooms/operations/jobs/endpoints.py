"""The door of background work."""

from collections.abc import AsyncIterator

from appliance.kernel.access import ADMIN, VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, STREAM, WRITE, Door
from appliance.kernel.hub import Lagged, Subscription, hub
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import Conflict
from appliance.kernel.visit import ServerEvent, Stream
from appliance.rooms.operations.jobs import actions, queries
from appliance.rooms.operations.jobs.events import JobRevived
from appliance.rooms.operations.jobs.shapes import JobFilter, JobView
from appliance.rooms.operations.jobs.tables import QueuedJob
from appliance.store.database import read

door = Door("jobs", about="Background work, and what changed")


@door.get("/api/jobs", access=ADMIN, mode=READ)
def list_jobs(where: JobFilter, page: PageAsk, *, actor: Actor) -> Page[JobView]:
    """List background work: running, waiting, buried, done."""
    return queries.jobs(where, page, seen_by=actor).map(JobView.of)


@door.post(
    "/api/jobs/{id:job}/retry", access=ADMIN, can="jobs:look-after", mode=WRITE, once=False, target=queries.job,
    errors=(Conflict,), emits=(JobRevived,),
)  # fmt: skip
def retry_job(job: QueuedJob, *, actor: Actor) -> JobView:
    """Try a buried job again."""
    return JobView.of(actions.revive(job, by=actor))


@door.get("/api/live", access=VIEWER, mode=STREAM)
async def live(*, actor: Actor) -> Stream:
    """Follow what changes: one event per changed thing that you may see.

    Event `changed` carries {kind, id}; `lagged` says that some were missed and everything should be looked at again.
    """
    return Stream(_told(actor, hub.subscribe(("live", actor.org_id))))


async def _told(actor: Actor, changed: Subscription) -> AsyncIterator[ServerEvent]:
    with changed:
        while True:
            try:
                change = await anext(changed)
            except Lagged:
                yield ServerEvent("lagged", {})
                continue
            except StopAsyncIteration:
                return
            actor, told, are_rights_changed = await read(queries.follow, actor, change)
            for one in told:
                yield ServerEvent("changed", {"kind": one.kind, "id": one.id})
            if are_rights_changed:  # what is out of sight now is not named: everything is looked at again
                yield ServerEvent("lagged", {})
