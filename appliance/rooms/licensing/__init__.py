"""The licence decides how many and which paid features; it never locks anybody out and never deletes.

It is verified offline with keys that ship with the appliance. Limits are checked in the unit that uses them up.
"""

from appliance.rooms.licensing.actions import note_message, take
from appliance.rooms.licensing.queries import Holder, counted, document_bytes, lists_seats, standing

__all__ = ["Holder", "counted", "document_bytes", "lists_seats", "note_message", "standing", "take"]
