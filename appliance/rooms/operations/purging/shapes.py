"""What comes in and goes out about purges."""

from typing import ClassVar

from appliance.kernel.page import Filter
from appliance.kernel.shape import Moment, Shape, View
from appliance.rooms.operations.purging.tables import State


class PurgeDraft(Shape):
    """`full` rewrites database and index however large they are; else only while they are small enough for a night."""

    full: bool = False


class PurgeFilter(Filter):
    sorts: ClassVar[tuple[str, ...]] = ("-created_at",)

    state: State
    created_at: Moment


class DueView(View):
    """What was deleted and is not purged yet, by kind, and when the last purge was done."""

    documents: int
    knowledge_bases: int
    conversations: int
    people: int
    others: int
    last_done_at: Moment | None


class PurgeView(View):
    """A receipt: deletions covered, files removed, whether database and index were written anew, and the log cut."""

    id: str
    state: State
    full: bool
    removed_count: int
    file_count: int
    receipt_count: int
    is_rewritten: bool
    is_reindexed: bool
    is_log_cut: bool
    note: str
    created_at: Moment
    ended_at: Moment | None
