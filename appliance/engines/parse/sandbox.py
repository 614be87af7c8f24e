"""Reads one document in a confined child of a fork server and returns what the child says, checked.

The server is a fresh process with an empty environment, started when first needed; losing it costs one retry.
"""

import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import ClassVar, Final

import orjson

import appliance
from appliance.engines.parse import wire
from appliance.engines.parse.model import Parsed, ParseFailed, SandboxUnavailable
from appliance.engines.parse.picture import MOST_QUOTED, Picture

_ROOT: Final = str(Path(appliance.__file__).resolve().parent.parent)
_START_SECONDS: Final = 30
_GRACE_SECONDS: Final = 3.0
_LEAST_AT_ONCE: Final = 2
_WORDS: Final = {"unshare", "seccomp", "none"}


class _ServerLost(Exception):
    """The fork server went away without a word about the document."""


class _ForkServer:
    """One running server process and the socket it is asked through."""

    def __init__(self, command: tuple[str, ...], idle_seconds: float, ways: tuple[str, ...]) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, *command, str(theirs.fileno()), str(idle_seconds), ",".join(ways)],
                env={"PYTHONPATH": _ROOT, "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1"},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self._control = ours
        self._lock = threading.Lock()
        ours.settimeout(_START_SECONDS)
        try:
            self.network = ours.recv(16).decode("ascii", "replace")
        except OSError:
            self.network = ""
        if self.network not in _WORDS:
            self.end()
            raise SandboxUnavailable("The process that reads documents does not start.")

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def ask(self, body: bytes, descriptors: list[int]) -> None:
        with self._lock:
            try:
                socket.send_fds(self._control, [body], descriptors)
            except OSError as error:
                raise _ServerLost from error

    def end(self) -> None:
        self._control.close()
        self._process.kill()
        self._process.wait()


class Sandbox:
    """Thread-safe and blocking; holds no process until the first document and none after `idle_seconds` of rest."""

    command: ClassVar[tuple[str, ...]] = ("-sBm", "appliance.engines.parse.server")
    ways: ClassVar[tuple[str, ...]] = ("unshare", "seccomp")

    def __init__(
        self,
        *,
        memory_mb: int = 512,
        cpu_seconds: int = 30,
        wall_seconds: float = 30,
        output_mb: int = 64,
        idle_seconds: float = 60,
        require_network_off: bool = True,
    ) -> None:
        self._turns = threading.BoundedSemaphore(max(len(os.sched_getaffinity(0)), _LEAST_AT_ONCE))
        self._limits = {
            "memory_mb": memory_mb,
            "cpu_seconds": cpu_seconds,
            "wall_seconds": wall_seconds,
            "output_mb": output_mb,
        }
        self._wall = wall_seconds
        self._output = output_mb * 1024 * 1024
        self._idle = idle_seconds
        self._require_network_off = require_network_off
        self._lock = threading.Lock()
        self._server: _ForkServer | None = None
        self._closed = False

    def parse(
        self, path: Path, *, filename: str, media_type: str | None = None, tokens: int = 240, overlap: int = 0
    ) -> Parsed:
        """The document at `path` with passages of `tokens` and `overlap`.

        `filename` and `media_type` are what the sender claims; the content decides and a claim that contradicts it is
        refused as `unsupported`. Raises ParseFailed for the document, SandboxUnavailable for the machine, OSError
        when the file cannot be opened.
        """
        claims = {"filename": _encodable(filename[-255:]), "media_type": _encodable((media_type or "")[:255])}
        return wire.unpack(self._answered(path, {**claims, "tokens": tokens, "overlap": overlap}))

    def picture(self, path: Path, page: int, *, width: int, quote: str = "") -> Picture:
        """A page (from 1) of the PDF at `path`, `width` pixels across, with marks where `quote` stands on it.

        Raises as parse; `unsupported` when there is no such page.
        """
        asked = {"page": page, "width": width, "quote": _encodable(quote[:MOST_QUOTED])}
        return wire.unpack_picture(self._answered(path, asked))

    def _answered(self, path: Path, asked: dict[str, object]) -> bytearray:
        body = orjson.dumps({**asked, "limits": self._limits})
        for _ in range(2):
            try:
                return self._once(path, body)
            except _ServerLost:
                continue
        raise ParseFailed("parser_error", "The process that reads documents ended twice on this document.")

    def status(self) -> dict[str, object]:
        """Process id (None at rest) and how its children are kept off the network: unshare, seccomp or none."""
        with self._lock:
            server = self._server
        running = server is not None and server.running
        return {
            "running": running,
            "pid": server.pid if server and running else None,
            "network": server.network if server else None,
            "require_network_off": self._require_network_off,
        }

    def close(self) -> None:
        """End the server and whatever it runs; later calls of parse raise SandboxUnavailable."""
        with self._lock:
            self._closed = True
            server, self._server = self._server, None
        if server:
            server.end()

    def _running(self) -> _ForkServer:
        with self._lock:
            if self._closed:
                raise SandboxUnavailable("The sandbox is closed.")
            if self._server and not self._server.running:
                self._server.end()
                self._server = None
            if self._server is None:
                self._server = _ForkServer(self.command, self._idle, self.ways)
            if self._require_network_off and self._server.network == "none":
                self._server.end()
                self._server = None
                raise SandboxUnavailable("This machine offers no way to cut a parser off the network.")
            return self._server

    def _drop(self, server: _ForkServer) -> None:
        with self._lock:
            if self._server is server:
                self._server = None
        server.end()

    def _once(self, path: Path, body: bytes) -> bytearray:
        with self._turns, ExitStack() as stack:
            server = self._running()
            document = stack.enter_context(path.open("rb", buffering=0))
            answer, theirs = socket.socketpair()
            verdict, told = socket.socketpair()
            for end in (answer, verdict):
                stack.enter_context(end)
            try:
                with theirs, told:
                    server.ask(body, [document.fileno(), theirs.fileno(), told.fileno()])
                return self._receive(answer, verdict)
            except _ServerLost:
                self._drop(server)
                raise
            except TimeoutError:
                self._drop(server)
                raise ParseFailed("timeout", "Reading the document took too long.") from None

    def _receive(self, answer: socket.socket, verdict: socket.socket) -> bytearray:
        deadline = time.monotonic() + self._wall + _GRACE_SECONDS
        head = _exactly(answer, wire.HEAD.size, deadline)
        if head is not None:
            (size,) = wire.HEAD.unpack(head)
            if size > self._output:
                raise ParseFailed("too_large", "The document holds more text than is accepted.")
            payload = _exactly(answer, size, deadline)
            if payload is not None:
                return payload
        verdict.settimeout(max(0.001, deadline - time.monotonic()))
        word = verdict.recv(16)
        if not word:
            raise _ServerLost
        if word == b"timeout":
            raise ParseFailed("timeout", "Reading the document took too long.")
        raise ParseFailed("parser_error", "The document could not be read: its parser ended unexpectedly.")


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _exactly(source: socket.socket, size: int, deadline: float) -> bytearray | None:
    """`size` bytes, or None when the other end closes before."""
    data = bytearray(size)
    view = memoryview(data)
    while view:
        source.settimeout(max(0.001, deadline - time.monotonic()))
        try:
            count = source.recv_into(view)
        except ConnectionError:
            return None
        if count == 0:
            return None
        view = view[count:]
    return data
