"""Sanic's connection with a deadline of our own: its time-outs count silence, so a dripping client would never end."""

import socket
from time import monotonic
from typing import Any

from sanic.exceptions import RequestTimeout
from sanic.http import Stage
from sanic.server.protocols.http_protocol import HttpProtocol

HEADER_SECONDS = 10.0
_LOW, _HIGH = 16_384, 65_536
_IN_KERNEL = 131_072


class Connection(HttpProtocol):  # type: ignore[misc, unused-ignore]
    """One client's connection."""

    __slots__ = ("_deadline",)
    header_seconds = HEADER_SECONDS

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._deadline: Any = None

    def data_received(self, data: bytes) -> None:
        """Begin to count when a request's first bytes come."""
        http = self._http if hasattr(self, "_http") else None
        if self._deadline is None and (http is None or http.stage is Stage.IDLE):
            self._deadline = self.loop.call_later(self.header_seconds, self._cut)
        super().data_received(data)

    def head_is_here(self) -> None:
        """Stop counting: the handler has the request."""
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _cut(self) -> None:
        self._deadline = None
        http = self._http if hasattr(self, "_http") else None
        if http is not None and self._task is not None and http.stage in (Stage.IDLE, Stage.REQUEST):
            http.exception = RequestTimeout("The request's head took too long")
            self._task.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the deadline with the connection."""
        self.head_is_here()
        super().connection_lost(exc)  # type: ignore[no-untyped-call]

    def widen(self, buffer_bytes: int) -> None:
        """Let this much wait in the socket's buffer, for a stream that watches it by itself."""
        if self.transport is None:
            return
        self.transport.set_write_buffer_limits(low=_LOW, high=buffer_bytes)
        wire = self.transport.get_extra_info("socket")
        if wire is not None:  # else the kernel takes megabytes more, and nobody sees that the client is slow
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _IN_KERNEL)

    def narrow(self) -> None:
        """Back to the usual buffer."""
        if self.transport is not None and not self.transport.is_closing():
            self.transport.set_write_buffer_limits(low=_LOW, high=_HIGH)

    @property
    def unsent(self) -> int:
        """Bytes that the client has not taken yet."""
        return int(self.transport.get_write_buffer_size()) if self.transport is not None else 0

    def push(self, data: bytes) -> None:
        """Write at once, between two frames of a stream."""
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(data)
            self._time = monotonic()

    def drop(self) -> None:
        """Cut the connection; what was not sent is lost."""
        if self.transport is not None:
            self.transport.abort()
