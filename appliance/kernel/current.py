"""Context of the running request or job: the open unit of work, the request id, the actor (for ledger and logs)."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Protocol

from appliance.kernel.actor import NOBODY, Actor


class Unit(Protocol):
    """One transaction. Everything put into it commits with it or not at all."""

    writes: bool

    def record(self, event: Any) -> None:
        """Append an event to the ledger."""

    def enqueue(self, job: str, lane: str, args: dict[str, Any], **options: Any) -> str:
        """Put a job into the queue; the answer is its id."""

    def finish(self, job_id: str) -> None:
        """Mark a job as done."""

    def wake(self, lane: str) -> None:
        """Let a lane look for due jobs after the commit."""

    def changed(self, kind: str, id: str, org_id: str) -> None:
        """Tell index, vectors and live that this row is not as it was."""

    def after_commit(self, effect: Callable[[], None]) -> None:
        """Run an effect in memory once the commit has returned; never after a rollback."""


unit: ContextVar[Unit | None] = ContextVar("unit", default=None)
request_id: ContextVar[str] = ContextVar("request_id", default="")
actor: ContextVar[Actor] = ContextVar("actor", default=NOBODY)
address: ContextVar[str] = ContextVar("address", default="")
only_grows: ContextVar[bool] = ContextVar("only_grows", default=False)
"""What runs here makes no room on a full disk: it is refused then."""


def open_unit() -> Unit:
    """The open writing unit; RuntimeError outside of one."""
    found = unit.get()
    if found is None or not found.writes:
        raise RuntimeError("this needs an open writing unit")
    return found


def after_commit(effect: Callable[[], None]) -> None:
    """Run an effect in memory once the open unit has committed."""
    open_unit().after_commit(effect)


def forbid_in_unit(what: str) -> None:
    """Raise when a unit is open: one writer means that nothing slow happens inside a transaction."""
    if unit.get() is not None:
        raise RuntimeError(f"{what} inside a unit of work")
