"""Folders of a file server that fill knowledge bases, as the machine's settings name them.

Nothing is ever written to a watched folder. What is gone from it is removed here only after a while, and never because
the folder as a whole is missing or empty.
"""

from appliance.rooms.knowledge.folders.queries import is_followed
from appliance.rooms.knowledge.folders.tables import WatchedFile, WatchedFolder

__all__ = ["WatchedFile", "WatchedFolder", "is_followed"]
