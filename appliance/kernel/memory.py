"""The C library's memory: how many heaps the threads share, and giving back what is free. Only glibc is told."""

import ctypes
import os
from typing import Any, Final

_ARENA_MAX: Final = -8
"""M_ARENA_MAX of mallopt(3)."""
ARENAS: Final = 1
"""Heaps of the process. Each thread's own would keep what it once needed: three times as much after some work."""


def share() -> None:
    """Let all threads take memory from one heap, unless the machine's environment says how many there are.

    To be called before other threads begin. Python's own objects do not come from there.
    """
    if "MALLOC_ARENA_MAX" not in os.environ:
        _call("mallopt", _ARENA_MAX, ARENAS)


def give_back() -> None:
    """Give freed memory back to the system: some 20 MB after a large batch."""
    _call("malloc_trim", 0)


def _call(name: str, *arguments: int) -> None:
    function: Any = getattr(ctypes.CDLL(None), name, None)
    if function is not None:
        function(*arguments)
