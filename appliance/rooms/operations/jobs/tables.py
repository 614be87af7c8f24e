"""The store's queue, as rows that can be listed. It is the store's table: nothing is written through this."""

from peewee import Model

from appliance.store.columns import Id, Json, Line, Stamp, Whole
from appliance.store.table import bound


class QueuedJob(Model):
    """One chore of the queue."""

    id = Id()
    name = Line()
    lane = Line()
    args = Json()
    state = Line()
    tries = Whole()
    attempt = Whole()
    run_at = Stamp()
    error = Line(optional=True)
    org_id = Line()
    created_at = Stamp()
    finished_at = Stamp(optional=True)

    class Meta:  # noqa: D106 -- peewee's own word
        database = bound
        table_name = "store_job"
