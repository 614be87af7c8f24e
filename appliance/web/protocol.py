"""Sanic's connection with a deadline of our own: its time-outs count silence, so a dripping client would never end."""

import socket
from time import monotonic
from typing import Any

from sanic.exceptions import RequestTimeout
from sanic.http import Stage
from sanic.server.protocols.http_protocol import HttpProtocol

_LOW, _HIGH = 16_384, 65_536
_IN_KERNEL = 131_072


class Connection(HttpProtocol):  # type: ignore[misc, unused-ignore]
    """One client's connection. A request's head must be here within REQUEST_TIMEOUT of its first byte."""

    __slots__ = ("_since", "caller")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._since = 0.0
        self.caller: Any = None

    def data_received(self, data: bytes) -> None:
        """Note when a request's first bytes come."""
        http = self._http if hasattr(self, "_http") else None
        if http is None or http.stage is Stage.IDLE or (http.stage is Stage.REQUEST and not self._since):
            self._since = monotonic()
        super().data_received(data)

    def head_is_here(self) -> None:
        """The handler has the request."""
        self._since = 0.0

    def check_timeouts(self) -> None:
        """Sanic's own round, and the look at the clock that it does not take."""
        http = self._http if hasattr(self, "_http") else None
        late = self._since and monotonic() - self._since > self.request_timeout
        if late and http is not None and self._task is not None and http.stage is Stage.REQUEST:
            http.exception = RequestTimeout("The request's head took too long")
            self._task.cancel()
            return
        super().check_timeouts()  # type: ignore[no-untyped-call]

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
