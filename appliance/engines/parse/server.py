"""The fork server: one child for each document, its parsers loaded once. Run by Sandbox, never by hand.

It parses nothing itself, so what a document breaks is only its own child. It ends when its owner does (the control
socket closes) or after an idle time.
"""

import gc
import os
import select
import signal
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import orjson

from appliance.engines.parse import confine, wire
from appliance.engines.parse.chunk import passages
from appliance.engines.parse.confine import Limits
from appliance.engines.parse.drawing import draw
from appliance.engines.parse.model import Parsed, ParseFailed
from appliance.engines.parse.picture import PictureRequest
from appliance.engines.parse.registry import Request, preload, read

REQUEST_BYTES = 16_384
_DESCRIPTORS = 3


@dataclass(frozen=True, slots=True)
class Child:
    """One running document: where its end is told, and when it is overdue."""

    pid: int
    verdict: int
    deadline: float


class Server:
    """A single-threaded loop over the control socket and the ends (pidfd) of the children."""

    def __init__(self, control: socket.socket, idle_seconds: float, seccomp: bool) -> None:
        self._control = control
        self._idle = idle_seconds
        self._seccomp = seccomp
        self._children: dict[int, Child] = {}
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)

    def run(self) -> None:
        """Serve until the owner goes or nothing was asked for the idle time."""
        while True:
            ready = self._poll.poll(self._patience() * 1000)
            if not ready and not self._children:
                return
            for descriptor, _ in ready:
                if descriptor != self._control.fileno():
                    self._reap(descriptor)
                elif not self._accept():
                    return
            self._end_overdue()

    def _patience(self) -> float:
        if not self._children:
            return self._idle
        return max(0.0, min(child.deadline for child in self._children.values()) - time.monotonic()) + 0.001

    def _accept(self) -> bool:
        body, descriptors, _, _ = socket.recv_fds(self._control, REQUEST_BYTES, _DESCRIPTORS)
        if not body:
            for child in self._children.values():
                os.kill(child.pid, signal.SIGKILL)
            return False
        if len(descriptors) == _DESCRIPTORS:
            self._start(orjson.loads(body), *descriptors)
        return True

    def _start(self, asked: dict[str, object], document: int, answer: int, verdict: int) -> None:
        limits = Limits(**asked.pop("limits"))  # type: ignore[arg-type]
        ours = os.getpid()
        pid = os.fork()
        if pid == 0:
            os._exit(self._child(asked, limits, (ours, document, answer)))
        os.close(document)
        os.close(answer)
        watched = os.pidfd_open(pid)
        self._children[watched] = Child(pid, verdict, time.monotonic() + limits.wall_seconds)
        self._poll.register(watched, select.POLLIN)

    def _child(self, asked: dict[str, object], limits: Limits, given: tuple[int, int, int]) -> int:
        try:
            parent, document, answer = given
            _close_all_but(document, answer)
            confine.limit(limits, parent)
            if self._seccomp and not confine.allow_only_parsing():
                return 1
            _write(answer, _answer(asked | {"document": document}, limits))
        except BaseException:
            return 1
        return 0

    def _reap(self, watched: int) -> None:
        child = self._children.pop(watched)
        self._poll.unregister(watched)
        os.close(watched)
        _, status = os.waitpid(child.pid, 0)
        overdue = time.monotonic() >= child.deadline
        out_of_time = overdue or (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU)
        _tell(child.verdict, b"timeout" if out_of_time else b"ended")

    def _end_overdue(self) -> None:
        now = time.monotonic()
        for child in self._children.values():
            if now >= child.deadline:
                os.killpg(child.pid, signal.SIGKILL)


def _close_all_but(*kept: int) -> None:
    low = 3
    for descriptor in sorted(kept):
        os.closerange(low, descriptor)
        low = descriptor + 1
    os.closerange(low, 65_536)


def _tell(descriptor: int, word: bytes) -> None:
    with suppress(OSError):  # The owner may no longer ask.
        os.write(descriptor, word)
    os.close(descriptor)


def _answer(asked: dict[str, object], limits: Limits) -> bytes:
    """The child's whole work: a frame, whatever the document does short of killing the process."""
    try:
        frame = _done(asked)
        if len(frame) <= limits.output_mb * 1024 * 1024:
            return frame
        failed = ParseFailed("too_large", "The document holds more text than is accepted.")
    except ParseFailed as error:
        failed = error
    except MemoryError:
        failed = ParseFailed("too_large", "Reading the document takes more memory than is allowed.")
    except RecursionError:
        failed = ParseFailed("corrupt", "The document is nested too deeply.")
    except Exception:
        failed = ParseFailed("parser_error", "The document could not be read.")
    return wire.pack_failure(failed)


def _done(asked: dict[str, Any]) -> bytes:
    """What is asked with a page is a picture of it; else the whole document is read."""
    if "page" in asked:
        return wire.pack_picture(draw(PictureRequest(**asked)))
    return wire.pack(_parse(Request(**asked)))


def _parse(request: Request) -> Parsed:
    parsed = read(request)
    if not parsed.text.strip():
        raise ParseFailed("empty", "The document holds no text.")
    cut = passages(
        parsed.text, parsed.headings, parsed.pages, parsed.whole, tokens=request.tokens, overlap=request.overlap
    )
    return replace(parsed, passages=tuple(cut))


def _write(descriptor: int, frame: bytes) -> None:
    left = memoryview(frame)
    while left:
        left = left[os.write(descriptor, left) :]


def main() -> None:
    """Arguments: descriptor of the control socket, idle seconds, the ways to cut the network that may be used."""
    control = socket.socket(fileno=int(sys.argv[1]))
    ways = sys.argv[3].split(",")
    os.nice(5)
    preload()
    with suppress(OSError):  # A host may hide /proc.
        confine.be_first_to_die()
    unshared = "unshare" in ways and confine.cut_network()
    seccomp = "seccomp" in ways and _seccomp_works()
    gc.collect()
    gc.freeze()
    control.send(b"unshare" if unshared else b"seccomp" if seccomp else b"none")
    Server(control, float(sys.argv[2]), seccomp).run()


def _seccomp_works() -> bool:
    pid = os.fork()
    if pid == 0:
        os._exit(0 if confine.allow_only_parsing() else 1)
    return os.waitpid(pid, 0)[1] == 0


if __name__ == "__main__":
    main()
