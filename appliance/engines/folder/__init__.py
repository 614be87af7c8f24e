"""A folder of somebody else's files: walked in one order, read without leaving it. Nothing is ever written there."""

from appliance.engines.folder.content import Changed, Outside, content
from appliance.engines.folder.walk import Seen, Unusable, Walk, is_passed_over, no_document

__all__ = ["Changed", "Outside", "Seen", "Unusable", "Walk", "content", "is_passed_over", "no_document"]
