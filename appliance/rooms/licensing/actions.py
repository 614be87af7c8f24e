"""Every change of the licence and of what is counted against it. A bad new licence never replaces a good old one."""

import secrets

from appliance import config
from appliance.kernel import clock, current
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.ids import new_id
from appliance.kernel.problem import Conflict, NotFound, ValidationFailed
from appliance.rooms.licensing import keys, policy, queries, revocation
from appliance.rooms.licensing.events import LicenseApplied, LicenseRemoved, LicenseRevoked
from appliance.rooms.licensing.queries import IN_UNIT
from appliance.rooms.licensing.state import Claims, State, Trust, judge
from appliance.rooms.licensing.tables import AppliedLicense, EverLicensed, Memory, MonthUse, Refresh, Revocation
from appliance.rooms.licensing.tiers import tiers


def apply(text: str, *, by: Actor) -> None:
    """Put a licence key in force; 422 with the reason when it is none of ours or worse than the present one."""
    policy.require_change(by)
    text = text.strip()
    claims = queries.tried(text, config.in_force().allow_demo_license)
    if isinstance(claims, keys.NotALicense):
        raise _refused(claims.reason, str(claims))
    memory = _memory()
    known = queries.memories(IN_UNIT)
    if problem := queries.mismatch(claims, known):
        raise _refused("mismatch", problem)
    if claims.serial < known.serial_of(claims.customer):
        raise _refused("older", "A newer licence of this customer was applied before")
    is_newer = claims.serial > known.serial_of(claims.customer)
    highest = max(clock.now_ms(), claims.issued_at, 0 if is_newer else memory.highest_at)
    _refuse_worthless(claims, highest)
    AppliedLicense.delete().execute()
    AppliedLicense.add(
        org_id="", token=text, jti=claims.jti, serial=claims.serial, customer=claims.customer, applied_by=by.id
    )
    memory.change(highest_at=highest, serials=memory.serials | {claims.customer: claims.serial})
    remember_features()
    emit(LicenseApplied(claims.jti, claims.serial, claims.tier, claims.customer))


def renew(text: str, present: str, *, by: Actor) -> None:
    """Apply what the refresh address answered, unless it is the licence that is here already."""
    claims = queries.tried(text.strip(), config.in_force().allow_demo_license)
    if isinstance(claims, keys.NotALicense) or claims.jti != present:
        apply(text, by=by)


def note_refresh(problem: str | None) -> None:
    """Remember that the address was asked. Next in a day; after a failure in 1, 2, 4 ... hours, up to a day.

    A part of the wait is left to chance, so that many appliances do not ask in step.
    """
    row = Refresh.select().first()
    failures = 0 if problem is None else (row.failures if row else 0) + 1
    wait = clock.DAY if not failures else min(clock.HOUR << (failures - 1), clock.DAY)
    next_at = clock.now_ms() + wait + secrets.randbelow(wait // 4)
    told = {"tried_at": clock.now_ms(), "problem": problem and problem[:200], "failures": failures, "next_at": next_at}
    if row is None:
        Refresh.add(org_id="", **told)
    else:
        row.change(**told)


def _refused(reason: str, message: str) -> ValidationFailed:
    return ValidationFailed.of("license_key", message, f"license_{reason}")


def _refuse_worthless(claims: Claims, highest: int) -> None:
    trust = Trust(highest, queries.is_revoked(IN_UNIT, claims.jti))
    state = judge(claims, {}, highest, trust, tiers()).state
    if state in (State.REVOKED, State.LAPSED):
        raise _refused(state, "The licence has ended" if state is State.LAPSED else "The licence was revoked")
    if state is State.NOT_YET_VALID and queries.standing().features:
        raise _refused(state, "The licence is not valid yet; the present one stays in force")


def remove(*, by: Actor) -> None:
    """Back to Community, with all data kept; 409 when the key is in the environment."""
    policy.require_change(by)
    if config.in_force().license_key:
        raise Conflict("The licence key is set in the environment (APPLIANCE_LICENSE_KEY)")
    row = AppliedLicense.select().first()
    if row is None:
        raise NotFound("No licence is applied")
    row.remove()
    emit(LicenseRemoved(row.jti))


def revoke(text: str) -> None:
    """Remember that a vendor took a licence back, whether it is here or not. A repeat changes nothing."""
    taken = revocation.read(text.strip(), allow_demo=config.in_force().allow_demo_license)
    if queries.is_revoked(IN_UNIT, taken.jti):
        return
    Revocation.add(org_id="", jti=taken.jti, revoked_at=taken.revoked_at, reason=taken.reason)
    emit(LicenseRevoked(taken.jti, taken.revoked_at, taken.reason))


def take(limit: str, count: int) -> None:
    """Refuse with TierLimit when `count` (the present use, the new one included) is over the licence's limit.

    Called in the unit that makes the new one: check and consumption commit together.
    """
    current.open_unit()
    queries.refuse_over(limit, count)


def note_message() -> None:
    """Count one message against this month; TierLimit when there is none left. Months turn at 00:00 UTC on the 1st."""
    take("messages", queries.messages_used() + 1)
    row = MonthUse.get_or_none(MonthUse.month == queries.month())
    if row is None:
        MonthUse.add(org_id="", month=queries.month(), messages=1)
    else:
        row.change(messages=row.messages + 1)


def remember() -> None:
    """Keep the latest time ever seen, and which features are licensed now."""
    memory = _memory()
    if clock.now_ms() > memory.highest_at:
        memory.change(highest_at=clock.now_ms())
    _remember_serial(memory)
    remember_features()


def _remember_serial(memory: Memory) -> None:
    claims = queries.sourced(IN_UNIT).claims
    if claims is not None and claims.serial > memory.serials.get(claims.customer, 0):
        highest = max(clock.now_ms(), claims.issued_at)
        memory.change(highest_at=highest, serials=memory.serials | {claims.customer: claims.serial})


def remember_features() -> None:
    """Note every feature in force as once licensed."""
    known = {row.feature for row in EverLicensed.select()}
    for feature in sorted(queries.standing().features - known):
        EverLicensed.add(org_id="", feature=feature)


def _memory() -> Memory:
    row = Memory.select().first()
    return row or Memory.add(org_id="", highest_at=clock.now_ms(), install_id=new_id("ins"), serials={})
