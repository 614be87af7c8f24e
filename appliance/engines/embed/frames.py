"""One message between the appliance and its embedding process: two lengths, a JSON head, bytes."""

import socket
import struct
from typing import Any, Final

import orjson

_LENGTHS: Final = struct.Struct("<II")
LARGEST: Final = 256 * 1024 * 1024


def send(connection: socket.socket, head: Any, blob: bytes = b"") -> None:
    """Send one message whole."""
    text = orjson.dumps(head)
    connection.sendall(_LENGTHS.pack(len(text), len(blob)) + text + blob)


def receive(connection: socket.socket) -> tuple[Any, bytes]:
    """The next message; EOFError when the other side is gone."""
    text, blob = _LENGTHS.unpack(_exactly(connection, _LENGTHS.size))
    if text + blob > LARGEST:
        raise EOFError
    return orjson.loads(_exactly(connection, text)), bytes(_exactly(connection, blob))


def _exactly(connection: socket.socket, size: int) -> bytearray:
    data = bytearray(size)
    view = memoryview(data)
    while view:
        count = connection.recv_into(view)
        if count == 0:
            raise EOFError
        view = view[count:]
    return data
