"""Faults from outside, at a named system call of the running product: strace stops it there. No product code helps."""

import asyncio
import contextlib
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.durability.process import Served


@cache
def can_trace() -> bool:
    """Whether strace is there and the machine lets it trace."""
    if shutil.which("strace") is None:
        return False
    return subprocess.run(("strace", "-f", "-o", "/dev/null", "true"), check=False, capture_output=True).returncode == 0


@dataclass(frozen=True, slots=True)
class Fault:
    """At the `nth` of these calls (on this file of the data folder, on this thread): a signal or an error."""

    calls: str
    what: str = "signal=KILL"
    nth: int = 1
    path: str = ""
    thread: str = ""
    goes_on: bool = False

    def options(self, folder: Path) -> list[str]:
        """The words for strace."""
        when = f"{self.nth}+" if self.goes_on else str(self.nth)
        said = ["-qq", "-o", "/dev/null", "-e", f"trace={self.calls}"]
        said += ["-e", f"inject={self.calls}:{self.what}:when={when}"]
        return said + (["-P", str(folder / self.path)] if self.path else [])


@asynccontextmanager
async def at(served: Served, fault: Fault) -> AsyncIterator[None]:
    """Within, the fault waits in the running server."""
    whom = [str(thread_of(served.pid, fault.thread))] if fault.thread else [str(served.pid), "-f"]
    command = ("strace", "-p", *whom, *fault.options(served.folder))
    tracer = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: ASYNC220 -- it returns at once
    try:
        async with asyncio.timeout(10):
            while not _is_traced(int(whom[0])) and tracer.poll() is None:  # noqa: ASYNC110 -- it says nothing when it is
                await asyncio.sleep(0.005)
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            tracer.kill()  # whom it traces goes on by itself
        await asyncio.to_thread(tracer.wait)


def thread_of(pid: int, name: str) -> int:
    """The number of a thread of this name, 0 when there is none."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        if (task / "comm").read_text().strip() == name:
            return int(task.name)
    return 0


def _is_traced(pid: int) -> bool:
    """Whether the last thread that strace takes has been taken: it takes them in their order."""
    try:
        last = max(Path(f"/proc/{pid}/task").iterdir(), key=lambda task: int(task.name))
        told = (last / "status").read_text()
    except OSError:
        return True
    return "TracerPid:\t0\n" not in told
