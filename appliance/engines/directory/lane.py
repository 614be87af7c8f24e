"""The lane of directories: a few threads of their own, so that a slow one holds up nothing else."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")
_THREADS = 4
_lane: list[ThreadPoolExecutor] = []


async def off_the_loop(fn: Callable[..., T], *args: Any) -> T:
    """Run something that blocks on a directory."""
    if not _lane:
        _lane.append(ThreadPoolExecutor(_THREADS, thread_name_prefix="directory"))
    return await asyncio.get_running_loop().run_in_executor(_lane[0], fn, *args)
