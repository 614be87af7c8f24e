"""The door of the search across everything."""

from appliance.kernel.access import VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, Door
from appliance.rooms.operations.finding import queries
from appliance.rooms.operations.finding.shapes import FindFilter, FoundPage

door = Door("finding", about="One search across everything that I may see")


@door.get("/api/v1/search", access=VIEWER, mode=READ)
def find_everything(where: FindFilter, actor: Actor) -> FoundPage:
    """Find agents, knowledge bases, documents and conversations by their words; administrators find people too."""
    return queries.everything(where, seen_by=actor)
