"""What can be granted, by kind: filled in by the house from the rooms above."""

from appliance.kernel.room import Shared

shares: dict[str, Shared] = {}
"""The kinds of things that can be granted, by the prefix of their ids."""
