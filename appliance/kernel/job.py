"""Chores: declared with @job, put into the queue inside a unit, run by a lane until they succeed or are buried."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from appliance.kernel import current


class Lane(StrEnum):
    """A queue with a width; `work.runner` says how many run at once."""

    QUICK = "quick"
    MODEL = "model"
    PARSE = "parse"
    EMBED = "embed"
    INDEX = "index"
    NIGHT = "night"
    WATCH = "watch"  # folders of other machines: one that does not answer holds up nobody else


class GiveUp(Exception):
    """Raised by a job that no further try can help; it is buried at once."""


@dataclass(frozen=True, slots=True)
class Job:
    """A declared chore. Its body runs outside of any unit and must be repeatable."""

    name: str
    lane: Lane
    tries: int
    limit_seconds: float
    body: Callable[..., Any]  # plain in every lane but MODEL, where it is async
    on_buried: Callable[..., None] | None = None  # (error=, **args) in the unit that buries it
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Recurring:
    """A job that comes due by itself: every so many seconds, or daily at a time in UTC (`at="03:10"`)."""

    name: str
    job: Job
    seconds: int | None = None
    at: str | None = None


@dataclass(slots=True)
class Run:
    """The job that runs in this context, and whether a unit of its own has said already that it is done."""

    job_id: str
    is_done: bool = False

    def note(self) -> None:
        """That unit is committed."""
        self.is_done = True


running: ContextVar[Run | None] = ContextVar("running", default=None)

REGISTRY: dict[str, Job] = {}


def job(
    lane: Lane, *, tries: int = 3, limit_seconds: float = 600, on_buried: Callable[..., None] | None = None
) -> Callable[[Callable[..., Any]], Job]:
    """Declare a chore. Its name is `<room>.<function>`; its arguments are JSON."""

    def declare(body: Callable[..., Any]) -> Job:
        name = f"{body.__module__.split('.')[-2]}.{body.__name__}"
        if name in REGISTRY and REGISTRY[name].body.__module__ != body.__module__:
            raise TypeError(f"two jobs are called {name}")
        summary = (body.__doc__ or "").strip().partition("\n")[0]
        if not summary:
            raise TypeError(f"the job {name} needs a docstring")
        REGISTRY[name] = Job(name, lane, tries, limit_seconds, body, on_buried, summary)
        return REGISTRY[name]

    return declare


def enqueue(chore: Job, *, key: str | None = None, delay_ms: int = 0, **args: Any) -> str:
    """Put a job into the queue with the open unit; the answer is its id.

    With `key`, a waiting job of the same name and key is not doubled: its id is answered.
    """
    return current.open_unit().enqueue(chore.name, chore.lane, args, key=key, delay_ms=delay_ms, tries=chore.tries)


def finish() -> None:
    """Let the running job be done with the open unit, the last that it has to write; elsewhere nothing happens."""
    run = running.get()
    if run is not None:
        current.open_unit().finish(run.job_id)
        current.after_commit(run.note)
