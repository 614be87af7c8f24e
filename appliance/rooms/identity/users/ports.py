"""What the rooms above know of people, filled in by the house: what they reach, leave to others, and take with them."""

from collections.abc import Callable, Sequence

from appliance.kernel.actor import Actor
from appliance.kernel.room import HandOver, Reached

reaches: list[Callable[[Actor], Sequence[Reached]]] = []
"""What somebody may use, and why."""

hands_over: list[HandOver] = []
"""What becomes another's when somebody leaves."""

erases: list[Callable[[str], int]] = []
"""What goes for good with an erased person."""
