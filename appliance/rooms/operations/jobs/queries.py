"""Reads of the queue, and who may be told of a change."""

from collections.abc import Collection
from typing import Any

from appliance.kernel.actor import Actor
from appliance.kernel.page import PageAsk, Rows
from appliance.kernel.room import Visible
from appliance.rooms.operations.jobs.shapes import JobFilter
from appliance.rooms.operations.jobs.tables import QueuedJob
from appliance.store.changes import Change
from appliance.store.paging import paged

visible: dict[str, Visible] = {}
"""Filled in by the house: for each kind, who may be told of a changed row."""


def jobs(where: JobFilter, ask: PageAsk, *, seen_by: Actor) -> Rows[Any]:
    """Jobs, newest first. Operators of the machine see every organisation's, and the house's own."""
    rows = QueuedJob.select()
    if not seen_by.is_operator:
        rows = rows.where(QueuedJob.org_id == seen_by.org_id)
    return paged(rows, QueuedJob, where, ask)


def told(actor: Actor, changed: Collection[Change]) -> list[Change]:
    """Those of the changes that this actor may know of."""
    return [one for one in changed if one.kind in visible and visible[one.kind].may_see(actor, one.id)]
