"""Reads a safetensors file within bounds: a length, a JSON head, plain arrays; nothing in it is ever run.

Format: https://github.com/huggingface/safetensors#format. Whatever does not fit exactly is refused.
"""

import json
import math
import struct
from dataclasses import dataclass
from typing import Any, Final

LONGEST_HEAD: Final = 4_000_000
MOST_TENSORS: Final = 5_000
WIDTHS: Final = {"F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4}
"""Bytes of one number; other kinds have no place in a model that is read here."""


class BadModel(ValueError):
    """The model cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """One array of the file: its bytes lie from `start` to `end` of the whole."""

    kind: str
    shape: tuple[int, ...]
    start: int
    end: int


def tensors_of(content: memoryview) -> dict[str, Tensor]:
    """The arrays of a whole file. BadModel when anything is not as the format says."""
    if len(content) < struct.calcsize("<Q"):
        raise BadModel("the weights are cut off")
    (length,) = struct.unpack_from("<Q", content)
    begin = 8 + length
    if length > LONGEST_HEAD or begin > len(content):
        raise BadModel("the head of the weights is too long")
    try:
        head = json.loads(bytes(content[8:begin]))
    except (ValueError, RecursionError):
        raise BadModel("the head of the weights is no JSON") from None
    if not isinstance(head, dict) or len(head) > MOST_TENSORS:
        raise BadModel("the head of the weights is no table of arrays")
    return {name: _tensor(name, said, begin, len(content)) for name, said in head.items() if name != "__metadata__"}


def _tensor(name: str, said: Any, begin: int, size: int) -> Tensor:
    try:
        kind, shape, (start, end) = str(said["dtype"]), tuple(said["shape"]), said["data_offsets"]
        whole = all(type(number) is int and number >= 0 for number in (*shape, start, end))
    except (TypeError, KeyError, ValueError):
        raise BadModel(f"the array {name[:100]!r} is not described") from None
    if not whole or kind not in WIDTHS or not 0 <= start <= end <= size - begin:
        raise BadModel(f"the array {name[:100]!r} lies outside of the file or is of an unknown kind")
    if math.prod(shape) * WIDTHS[kind] != end - start:
        raise BadModel(f"the array {name[:100]!r} is not as large as it says")
    return Tensor(kind, shape, begin + start, begin + end)
