"""The licence decides how many and which paid features; it never locks anybody out and never deletes.

It is verified offline with keys that ship with the appliance. Limits are checked in the unit that uses them up.
"""

from appliance.rooms.licensing.actions import note_message, take
from appliance.rooms.licensing.queries import counted, document_bytes, standing

__all__ = ["counted", "document_bytes", "note_message", "standing", "take"]
