"""The door of licensing."""

from appliance import config
from appliance.kernel import clock
from appliance.kernel.access import ADMIN, SIGNED, VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import CALL, READ, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import Conflict, Forbidden, NotFound, Unauthorized, Unavailable, ValidationFailed
from appliance.kernel.rate import WEBHOOK
from appliance.kernel.visit import Visit
from appliance.rooms.licensing import actions, policy, queries, refreshing, rehearsal
from appliance.rooms.licensing.events import LicenseApplied, LicenseRemoved, LicenseRevoked
from appliance.rooms.licensing.shapes import (
    LicenseDraft,
    LicenseView,
    RefreshView,
    RehearsalAsk,
    RehearsalView,
    RevocationFilter,
    RevocationView,
    SeatsView,
)
from appliance.rooms.licensing.state import judge
from appliance.rooms.licensing.tables import EverLicensed
from appliance.rooms.licensing.tiers import tiers
from appliance.store.database import read

door = Door("licensing", about="The licence: tier, features, limits and use")


def _view(actor: Actor) -> LicenseView:
    found, usage = queries.sourced(queries.IN_UNIT), queries.usage()
    ever = {row.feature for row in EverLicensed.select()}
    now = judge(found.claims, usage, clock.now_ms(), found.trust, tiers())
    view = LicenseView.of(now, found, usage, ever, policy.may_change(actor))
    if config.in_force().license_refresh_url:
        row = queries.refresh_row()
        view.refresh = RefreshView(
            tried_at=row.tried_at if row else None, problem=row.problem if row else None,
            next_at=row.next_at if row else None,
        )  # fmt: skip
    return view


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


@door.get("/api/license/seats", access=ADMIN, mode=READ)
def seats(*, actor: Actor) -> SeatsView:
    """Name the people of my organisation who are behind the number of seats; the count is of the whole appliance."""
    limit = queries.standing(queries.IN_UNIT).limits["users"]
    mine = [(place, one) for place, one in enumerate(queries.seat_holders()) if one.org_id == actor.org_id]
    return SeatsView.of(len(queries.seat_holders()), limit, mine)


@door.get("/api/license/revocations", access=ADMIN, mode=READ, errors=[Forbidden])
def list_revocations(where: RevocationFilter, page: PageAsk, *, actor: Actor) -> Page[RevocationView]:
    """List the licences that their vendor took back."""
    policy.require_change(actor)
    return queries.revocations(where, page).map(RevocationView.from_row)


@door.get("/api/license/rehearsal", access=ADMIN, mode=READ)
def rehearse(where: RehearsalAsk, *, actor: Actor) -> RehearsalView:
    """Say what a day (`?at=`) or a number of seats (`?seats=`) would do, to which features and people."""
    return RehearsalView.of(rehearsal.rehearse(where.value("at"), where.value("seats"), seen_by=actor))


@door.post(
    "/api/license/refresh", access=ADMIN, mode=CALL, once=False, errors=[Conflict, Unavailable, ValidationFailed],
    emits=[LicenseApplied, LicenseRevoked],
)  # fmt: skip
async def refresh(*, actor: Actor) -> LicenseView:
    """Ask the configured address for a newer licence now; refused when none is configured."""
    await refreshing.refresh(by=actor)
    return await read(_view, actor)


@door.post(
    "/webhook/license-revocation", access=SIGNED, mode=WRITE, rate=WEBHOOK, once=False, errors=[Unauthorized],
    emits=[LicenseRevoked],
)  # fmt: skip
def revoke(*, visit: Visit) -> None:
    """Take a licence back: the body is the vendor's JWS {jti, revoked_at, reason}, and that is its credential."""
    actions.revoke(visit.raw_body.decode("ascii", "replace"))
