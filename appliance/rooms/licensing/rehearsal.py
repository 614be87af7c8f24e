"""What a day, or another number of seats, would do: the same pure function as every day, asked about another one."""

import dataclasses
from dataclasses import dataclass

from appliance.kernel import clock
from appliance.kernel.actor import Actor
from appliance.rooms.licensing import queries
from appliance.rooms.licensing.queries import IN_UNIT, Holder
from appliance.rooms.licensing.state import Claims, Standing, judge
from appliance.rooms.licensing.tables import EverLicensed
from appliance.rooms.licensing.tiers import COUNTED, Lapse, tiers


@dataclass(frozen=True, slots=True)
class FeatureThen:
    """A feature then: `on`, `lapsed` (nothing new, the rest goes on as `lapse` says), or `never`."""

    name: str
    tier: str
    lapse: Lapse
    now: str
    then: str


@dataclass(frozen=True, slots=True)
class LimitThen:
    """A counted limit then. Over it nothing is taken away: only nothing new is taken in."""

    name: str
    used: int
    now: int | None
    then: int | None

    @property
    def is_over(self) -> bool:
        return self.then is not None and self.used > self.then


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The whole answer."""

    at: int
    state: str
    tier: str
    tier_now: str
    features: list[FeatureThen]
    limits: list[LimitThen]
    holders: list[tuple[Holder, bool]]  # and whether they are beyond the seats, last come first counted


def rehearse(at: int | None, seats: int | None, *, seen_by: Actor) -> Rehearsal:
    """What would be in force at that moment with that many seats; nothing is changed. Inside a reading unit.

    Seats are counted over the whole appliance; people are named to administrators of their own organisation alone.
    """
    found, usage, present = queries.sourced(IN_UNIT), queries.usage(), clock.now_ms()
    moment = present if at is None else at
    now = judge(found.claims, usage, present, found.trust, tiers())
    then = judge(_with_seats(found.claims, seats), usage, moment, found.trust, tiers())
    limits = dict(then.limits) | ({"users": seats} if seats is not None and found.claims is None else {})
    return Rehearsal(
        moment, then.state, then.tier, now.tier, _features(now, then),
        [LimitThen(name, usage[name], now.limits[name], limits[name]) for name in COUNTED],
        [(holder, beyond) for holder, beyond in _holders(limits["users"]) if holder.org_id == seen_by.org_id],
    )  # fmt: skip


def _with_seats(claims: Claims | None, seats: int | None) -> Claims | None:
    return claims if claims is None or seats is None else dataclasses.replace(claims, seats=seats)


def _features(now: Standing, then: Standing) -> list[FeatureThen]:
    ever = {row.feature for row in EverLicensed.select()} | now.features

    def state(standing: Standing, name: str) -> str:
        return "on" if name in standing.features else "lapsed" if name in ever else "never"

    return [
        FeatureThen(one.name, one.tier, one.lapse, state(now, one.name), state(then, one.name))
        for one in tiers().features.values()
    ]


def _holders(seats: int | None) -> list[tuple[Holder, bool]]:
    return [(holder, seats is not None and place >= seats) for place, holder in enumerate(queries.seat_holders())]
