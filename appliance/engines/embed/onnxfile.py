"""Writes an ONNX file: the few messages of the format that a graph of plain nodes needs, and nothing that reads one.

Format: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, as protocol buffers lay messages out.
"""

import struct
from typing import Any, Final

import numpy as np
import numpy.typing as npt

OPSET: Final = 17
"""The first with LayerNormalization."""
_IR_VERSION: Final = 8
_KINDS: Final = {"float32": 1, "uint8": 2, "int8": 3, "int64": 7}
FLOAT: Final = 1
_INT64: Final = 7
_OF_FLOAT, _OF_INT, _OF_INTS = 1, 2, 7
_CONTINUED: Final = 0x80


class Graph:
    """Nodes in the order in which they are added. A name stands for what a node or a constant yields."""

    def __init__(self) -> None:
        self._nodes: list[bytes] = []
        self._constants: dict[str, bytes] = {}

    def constant(self, name: str, array: npt.NDArray[Any] | np.generic) -> str:
        """Numbers that are part of the file; the same name again is the same constant."""
        if name not in self._constants:
            sizes = b"".join(_number(1, size) for size in array.shape)
            head = sizes + _number(2, _KINDS[array.dtype.name]) + _bytes(8, name.encode())
            self._constants[name] = head + _bytes(9, np.ascontiguousarray(array).tobytes())
        return name

    def add(self, kind: str, *inputs: str, **attributes: float | list[int]) -> str:
        """A node of one output; the output's name."""
        return self.split(kind, *inputs, parts=1, **attributes)[0]

    def split(self, kind: str, *inputs: str, parts: int, **attributes: float | list[int]) -> list[str]:
        """A node of several outputs; their names."""
        outputs = [f"{len(self._nodes)}.{part}" for part in range(parts)]
        self._node(kind, inputs, outputs, attributes)
        return outputs

    def _node(self, kind: str, inputs: tuple[str, ...], outputs: list[str], attributes: dict[str, Any]) -> None:
        self._nodes.append(
            b"".join(_bytes(1, name.encode()) for name in inputs)
            + b"".join(_bytes(2, name.encode()) for name in outputs)
            + _bytes(4, kind.encode())
            + b"".join(_bytes(5, _attribute(name, value)) for name, value in attributes.items())
        )

    def content(self, asked: str, answered: tuple[str, str, int]) -> bytes:
        """The file: a row of int64 is asked; `answered` is the output's name, the node's it comes from, its size."""
        name, node, size = answered
        self._node("Identity", (node,), [name], {})
        body = b"".join(_bytes(1, one) for one in self._nodes) + _bytes(2, b"graph")
        body += b"".join(_bytes(5, one) for one in self._constants.values())
        body += _bytes(11, _value(asked, _INT64, _bytes(2, b"n"))) + _bytes(12, _value(name, FLOAT, _number(1, size)))
        return _number(1, _IR_VERSION) + _bytes(7, body) + _bytes(8, _bytes(1, b"") + _number(2, OPSET))


def _attribute(name: str, value: float | list[int]) -> bytes:
    head = _bytes(1, name.encode())
    if isinstance(value, float):
        return head + _varint(2 << 3 | 5) + struct.pack("<f", value) + _number(20, _OF_FLOAT)
    if isinstance(value, int):
        return head + _number(3, value) + _number(20, _OF_INT)
    return head + b"".join(_number(8, one) for one in value) + _number(20, _OF_INTS)


def _value(name: str, kind: int, size: bytes) -> bytes:
    """The name and type of a row of numbers."""
    return _bytes(1, name.encode()) + _bytes(2, _bytes(1, _number(1, kind) + _bytes(2, _bytes(1, size))))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value & 0xFFFF_FFFF_FFFF_FFFF)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    found = bytearray()
    while value >= _CONTINUED:
        found.append(value & 0x7F | _CONTINUED)
        value >>= 7
    return bytes((*found, value))
