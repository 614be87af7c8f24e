"""The door of licensing."""

from appliance.kernel import clock
from appliance.kernel.access import ADMIN, VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, WRITE, Door
from appliance.kernel.problem import Conflict, NotFound, ValidationFailed
from appliance.rooms.licensing import actions, policy, queries
from appliance.rooms.licensing.events import LicenseApplied, LicenseRemoved
from appliance.rooms.licensing.shapes import LicenseDraft, LicenseView
from appliance.rooms.licensing.state import judge
from appliance.rooms.licensing.tables import EverLicensed
from appliance.rooms.licensing.tiers import tiers

door = Door("licensing", about="The licence: tier, features, limits and use")


def _view(actor: Actor) -> LicenseView:
    found, usage = queries.sourced(queries.IN_UNIT), queries.usage()
    ever = {row.feature for row in EverLicensed.select()}
    now = judge(found.claims, usage, clock.now_ms(), found.trust, tiers())
    return LicenseView.of(now, found, usage, ever, policy.may_change(actor))


@door.get("/api/license/status", access=VIEWER, mode=READ)
def status(*, actor: Actor) -> LicenseView:
    """Read tier, features, limits and use, expiry and source of the licence."""
    return _view(actor)


@door.post(
    "/api/license/apply", access=ADMIN, mode=WRITE, once=False, errors=[ValidationFailed], emits=[LicenseApplied],
)  # fmt: skip
def apply(draft: LicenseDraft, *, actor: Actor) -> LicenseView:
    """Apply a licence key."""
    actions.apply(draft.license_key, by=actor)
    return _view(actor)


@door.delete("/api/license", access=ADMIN, mode=WRITE, errors=[Conflict, NotFound], emits=[LicenseRemoved])
def remove(*, actor: Actor) -> None:
    """Go back to Community; no data is lost."""
    actions.remove(by=actor)
