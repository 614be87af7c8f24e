"""Reads of the queue, and who may be told of a change."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from appliance.kernel.actor import Actor
from appliance.kernel.page import PageAsk, Rows
from appliance.kernel.room import Visible
from appliance.rooms.identity import groups, users
from appliance.rooms.operations.jobs import policy
from appliance.rooms.operations.jobs.shapes import JobFilter
from appliance.rooms.operations.jobs.tables import QueuedJob
from appliance.store.changes import Change
from appliance.store.paging import found, paged

visible: dict[str, Visible] = {}
"""Filled in by the house: for each kind, who may be told of a changed row."""


def jobs(where: JobFilter, ask: PageAsk, *, seen_by: Actor) -> Rows[Any]:
    """Jobs, newest first, the house's own among them."""
    policy.require(seen_by)
    return paged(QueuedJob.select(), QueuedJob, where, ask)


def job(id: str, *, seen_by: Actor) -> QueuedJob:
    """One job; with several organisations it is there for operators alone."""
    row: QueuedJob = found(_visible(seen_by).where(QueuedJob.id == id), "Job")
    return row


def _visible(actor: Actor) -> Any:
    rows = QueuedJob.select()
    return rows if actor.is_operator else rows.where(QueuedJob.org_id == actor.org_id)


def as_of_now(actor: Actor) -> Actor:
    """The actor with the role and the groups of this moment; without any role once they are gone."""
    person = users.live(actor.id)
    if person is None:
        return replace(actor, role=None, group_ids=())
    return replace(actor, role=person.role, group_ids=tuple(groups.group_ids_of(person.id)))


def follow(actor: Actor, change: Change) -> tuple[Actor, list[Change], bool]:
    """The actor as of now, what they are told of a change, and whether it may have changed what they see."""
    now = as_of_now(actor)
    mine = {actor.id, *actor.group_ids, *now.group_ids}
    return now, told(now, [change]), change.id in mine or now.group_ids != actor.group_ids or now.role != actor.role


def told(actor: Actor, changed: Collection[Change]) -> list[Change]:
    """Those of the changes that this actor may know of."""
    return [one for one in changed if one.kind in visible and visible[one.kind].may_see(actor, one.id)]
