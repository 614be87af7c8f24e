"""The handle of the process that embeds and searches: started when first asked, ended when it has rested.

One question at a time. A late answer is thrown away when it comes; until then the process counts as busy.
"""

import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Final

import orjson

import appliance
from appliance.engines.embed import frames

_CRASHES: Final = frozenset({signal.SIGILL, signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGABRT})
"""How a process ends by code that the processor or the library cannot bear. For want of memory it ends otherwise."""
_END_SECONDS: Final = 1.0
_ROOT: Final = str(Path(appliance.__file__).resolve().parent.parent)


class EmbedFailed(Exception):
    """There are no vectors now; the message says why. `wait` is how many seconds the server wants to be left alone."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.wait = wait


class Busy(EmbedFailed):
    """The process is at work on something else; it may be asked again shortly."""


class Process:
    """Safe for threads. `arguments` are the server's own; `threads` is how many it computes with.

    A process that crashed is told so when it is started again, until it is renewed.
    """

    module: ClassVar[str] = "appliance.engines.embed.confined"

    def __init__(self, arguments: Sequence[str], *, threads: int = 1, nice: int = 0) -> None:
        self._arguments = tuple(arguments)
        self._threads, self._nice = threads, nice
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self._owed = 0
        self._closed = self._is_old = False
        self._crash = ""

    @property
    def pid(self) -> int | None:
        """The running process, None at rest."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def ask(self, head: dict[str, Any], blob: bytes = b"", *, seconds: float) -> tuple[Any, bytes]:
        """The answer to a question. EmbedFailed with the reason, Busy when it is not there in time."""
        if not self._lock.acquire(timeout=seconds):
            raise Busy("the embedding process is busy")
        try:
            for retried in (False, True):
                try:
                    return self._ask(head, blob, seconds)
                except (OSError, EOFError):
                    self._note_crash()
                    self._drop()
                    if retried:
                        raise EmbedFailed("the embedding process ended") from None
        finally:
            self._lock.release()
        raise EmbedFailed("the embedding process ended")

    def _ask(self, head: dict[str, Any], blob: bytes, seconds: float) -> tuple[Any, bytes]:
        connection = self._running()
        while self._owed:
            if not select.select([connection], [], [], 0)[0]:
                raise Busy("the embedding process is busy")
            frames.receive(connection)
            self._owed -= 1
        connection.settimeout(None)
        frames.send(connection, head, blob)
        if not select.select([connection], [], [], seconds)[0]:
            self._owed += 1
            raise Busy("the embedding process took too long")
        answer, found = frames.receive(connection)
        if "error" in answer:
            raise EmbedFailed(str(answer["error"]))
        return answer, found

    def renew(self) -> None:
        """Let the next question go to a new process: the model's files are others. What is under way is finished."""
        self._is_old, self._crash = True, ""

    def _running(self) -> socket.socket:
        if self._closed:
            raise EmbedFailed("the embedding process is closed")
        if self._is_old or (self._process is not None and self._process.poll() is not None):
            self._note_crash()
            self._drop()
        if self._socket is None:
            self._start()
        if self._socket is None:
            raise EmbedFailed("the embedding process does not start")
        return self._socket

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        threads = str(self._threads)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-sBm", self.module, str(theirs.fileno()), str(self._nice), *self._arguments,
                 *([self._crash] if self._crash else [])],
                env={"PYTHONPATH": _ROOT, "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": threads,
                     "OMP_NUM_THREADS": threads, "MALLOC_ARENA_MAX": "2"},
                cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()], start_new_session=True,
            )  # fmt: skip
        self._socket, self._owed, self._is_old = ours, 0, False

    def _note_crash(self) -> None:
        """Remember that it crashed: the next process computes without what others have written."""
        try:
            code = self._process.wait(_END_SECONDS) if self._process is not None else 0
        except subprocess.TimeoutExpired:
            return
        if -code in _CRASHES and not self._is_old:
            self._crash = signal.Signals(-code).name

    def _drop(self) -> None:
        if self._socket is not None:
            self._socket.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._socket = self._process = None
        self._owed = 0

    def memory_bytes(self) -> int:
        """What the process holds of memory of its own and shared, 0 at rest."""
        try:
            pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) if self.pid else 0
        except OSError:
            return 0
        return pages * os.sysconf("SC_PAGE_SIZE")

    def close(self) -> None:
        """End the process; it does not start again."""
        self._closed = True
        if self._process is not None:
            self._process.kill()
        with self._lock:
            self._drop()


def encoded(value: Any) -> str:
    """An argument of the process."""
    return orjson.dumps(value).decode()
