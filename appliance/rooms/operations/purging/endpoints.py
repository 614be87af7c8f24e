"""The door of purges."""

from appliance.kernel.access import OPERATOR
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.rooms.operations.purging import actions
from appliance.rooms.operations.purging.events import PurgeAsked
from appliance.rooms.operations.purging.shapes import DueView, PurgeDraft, PurgeFilter, PurgeView
from appliance.rooms.operations.purging.tables import Purge
from appliance.store.paging import paged

door = Door("purging", about="Leaving nothing on the disk of what was deleted")


@door.get("/api/purges", access=OPERATOR, mode=READ)
def list_purges(where: PurgeFilter, page: PageAsk) -> Page[PurgeView]:
    """List the receipts of purges of this machine."""
    return paged(Purge.select(), Purge, where, page).map(PurgeView.from_row)


@door.get("/api/purges/due", access=OPERATOR, mode=READ)
def read_due() -> DueView:
    """Read what was deleted on this machine and waits for a purge."""
    return actions.due()


@door.post(
    "/api/purges", access=OPERATOR, mode=WRITE, once=True, status=201, location="/api/purges", emits=(PurgeAsked,),
    when_full=True,
)  # fmt: skip
def start_purge(draft: PurgeDraft, actor: Actor) -> PurgeView:
    """Purge now. The receipt says afterwards what was done."""
    return PurgeView.from_row(actions.ask(draft, by=actor))
