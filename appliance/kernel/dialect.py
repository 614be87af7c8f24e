"""Another protocol's manner of speaking: some rows answer in the shapes of a standard of their own (semantics, 3)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from appliance.kernel.problem import Problem


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a protocol's rows speak, the gate's refusals included."""

    prefix: str  # addresses below it that nobody has are refused in the dialect too
    media_type: str
    tells: Callable[[Problem], tuple[int, dict[str, Any]]]  # a refusal as its status and body
