"""The fork server with a parser that tries what a broken parser might; started by the sandbox tests as its command."""

import ctypes
import errno
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path

from appliance.engines.parse import Parsed, server
from appliance.engines.parse.registry import Request


def _tried(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, "refused")
    return "allowed"


def _connect(port: str) -> str:
    return _tried(lambda: socket.create_connection(("127.0.0.1", int(port)), timeout=2).close())


def _flood(_: str) -> str:
    return "x" * 2_000_000


def _hog(_: str) -> str:
    return str(len([bytearray(1_000_000) for _ in range(5_000)]))


def _loop(_: str) -> str:
    while True:
        pass


def _sleep(_: str) -> str:
    while True:
        ctypes.CDLL(None).usleep(100_000)


PROBES: dict[str, Callable[[str], str]] = {
    "connect": _connect,
    "environment": lambda _: "\n".join(f"{name}={value}" for name, value in os.environ.items()),
    "read": lambda path: _tried(lambda: Path(path).read_bytes()),
    "write": lambda path: _tried(lambda: Path(path).write_bytes(b"x")),
    "fork": lambda _: _tried(os.fork),
    "execute": lambda _: _tried(lambda: os.execv("/bin/true", ["true"])),  # noqa: S606 - must be refused
    "kill": lambda pid: _tried(lambda: os.kill(int(pid), signal.SIGTERM)),
    "descriptors": lambda _: ",".join(str(n) for n in range(3, 200) if _tried(lambda n=n: os.fstat(n)) == "allowed"),
    "flood": _flood,
    "hog": _hog,
    "loop": _loop,
    "sleep": _sleep,
    "abort": lambda _: os.abort(),
}


def probe(request: Request) -> Parsed:
    """The document says what to try: a word and an argument."""
    word, _, argument = os.read(request.document, 4096).decode().partition(" ")
    return Parsed(None, PROBES[word](argument) or "nothing", (), (), "text/plain")


server.read = probe

if __name__ == "__main__":
    server.main()
