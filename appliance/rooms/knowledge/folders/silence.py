"""Disks that do not answer. A thread that waits for one can neither be ended nor speak, so others look at the clock.

Every sign of life is noted by the thread of a look; what was silent for a minute is told. Memory alone: a look that is
begun anew has heard something.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

from appliance.kernel import clock

LONGEST_SECONDS: Final = 60.0
_heard: dict[str, float] = {}
_mine = threading.local()
T = TypeVar("T")


@contextmanager
def listened_to(folder_id: str) -> Iterator[None]:
    """Let the thread that calls look at a folder."""
    _mine.folder_id = folder_id
    answered()
    try:
        yield
    finally:
        del _mine.folder_id
        _heard.pop(folder_id, None)


def answered() -> None:
    """The disk of the folder that this thread looks at has answered."""
    if (folder_id := getattr(_mine, "folder_id", None)) is not None:
        _heard[folder_id] = clock.monotonic()


def heard(answers: Iterable[T]) -> Iterator[T]:
    """What a disk answers, each a sign of life."""
    for answer in answers:
        answered()
        yield answer


def silent() -> frozenset[str]:
    """The folders whose disks have not answered for too long."""
    now = clock.monotonic()
    return frozenset(id_ for id_, at in list(_heard.items()) if now - at > LONGEST_SECONDS)


def told() -> str | None:
    """What asks for people; which folders they are is for administrators to see."""
    count = len(silent())
    return f"{count} watched folder(s) have not answered for a minute; is the share there?" if count else None
