"""The door of sidecars."""

from appliance.kernel.access import INTERNAL
from appliance.kernel.door import READ, Door
from appliance.rooms.operations.internal import queries
from appliance.rooms.operations.internal.shapes import StatusView

door = Door("internal", about="For sidecars of the appliance")


@door.get("/api/internal/status", access=INTERNAL, mode=READ)
def status() -> StatusView:
    """Say how the appliance is, to whoever holds the internal secret."""
    return queries.status()
