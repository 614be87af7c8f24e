"""What is shown of a job."""

from typing import Any, ClassVar

from appliance.kernel.page import Filter
from appliance.kernel.shape import Moment, View
from appliance.rooms.operations.jobs.tables import QueuedJob


class JobFilter(Filter):
    sorts: ClassVar[tuple[str, ...]] = ("-created_at",)

    state: str
    lane: str
    name: str


class JobView(View):
    """A chore. Its arguments are ids; people's words never are."""

    id: str
    name: str
    lane: str
    state: str
    attempt: int
    tries: int
    run_at: Moment
    created_at: Moment
    finished_at: Moment | None
    error: str | None
    args: dict[str, Any]

    @classmethod
    def of(cls, job: QueuedJob) -> "JobView":
        """The view of a queued job."""
        return cls.model_validate(job)
