"""What a licence is worth at a moment: one pure function of licence, usage, time and what is known of both."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from appliance.kernel.clock import DAY
from appliance.rooms.licensing.tiers import COMMUNITY, COUNTED, Tiers

EXPIRING_DAYS = 30
CLOCK_TOLERANCE = DAY  # a clock this far behind the latest time ever seen is not believed


class State(StrEnum):
    """The states of the contract, section 9."""

    COMMUNITY = "community"
    ACTIVE = "active"
    EXPIRING = "expiring"
    GRACE = "grace"
    LAPSED = "lapsed"
    OVER_LIMIT = "over_limit"
    REVOKED = "revoked"
    NOT_YET_VALID = "not_yet_valid"
    CLOCK_SUSPECT = "clock_suspect"


@dataclass(frozen=True, slots=True)
class Claims:
    """A licence whose signature holds. Times are milliseconds UTC."""

    jti: str
    serial: int
    customer: str
    tier: str
    features: frozenset[str]
    limits: Mapping[str, int | None]
    seats: int | None
    issued_at: int
    starts_at: int
    ends_at: int
    grace_days: int
    install_id: str | None
    issuer: str
    kid: str

    @property
    def grace_until(self) -> int:
        """The moment at which paid features stop taking anything new."""
        return self.ends_at + self.grace_days * DAY

    @property
    def is_demo(self) -> bool:
        return self.kid == "demo"


@dataclass(frozen=True, slots=True)
class Trust:
    """What the appliance remembers: the latest time it ever saw, and whether this licence was revoked."""

    highest_at: int = 0
    is_revoked: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What is in force now. `tier`, `features` and `limits` are effective; `claims` is what the paper says."""

    state: State
    tier: str
    features: frozenset[str]
    limits: Mapping[str, int | None]
    claims: Claims | None = None


def judge(claims: Claims | None, usage: Mapping[str, int], now: int, trust: Trust, tiers: Tiers) -> Standing:
    """The state of a licence, and what it allows.

    A clock that was set back gains nothing: the licence is judged at the latest time ever seen.
    """
    free = Standing(State.COMMUNITY, COMMUNITY, frozenset(), tiers.limits[COMMUNITY], claims)
    if claims is None:
        return free
    state = _state(claims, now, trust)
    if not _is_in_force(claims, state, max(now, trust.highest_at)):
        return Standing(state, COMMUNITY, frozenset(), free.limits, claims)
    limits = _limits(claims, tiers)
    if state in (State.ACTIVE, State.EXPIRING) and _is_over(limits, usage):
        state = State.OVER_LIMIT
    known = claims.features & tiers.features.keys()
    return Standing(state, claims.tier, tiers.features_of(claims.tier) | known, limits, claims)


def _state(claims: Claims, now: int, trust: Trust) -> State:
    if trust.is_revoked:
        return State.REVOKED
    if now < trust.highest_at - CLOCK_TOLERANCE:
        return State.CLOCK_SUSPECT
    at = max(now, trust.highest_at)
    if at < claims.starts_at:
        return State.NOT_YET_VALID
    if at >= claims.grace_until:
        return State.LAPSED
    if at >= claims.ends_at:
        return State.GRACE
    return State.EXPIRING if at >= claims.ends_at - EXPIRING_DAYS * DAY else State.ACTIVE


def _is_in_force(claims: Claims, state: State, at: int) -> bool:
    return state is not State.REVOKED and claims.starts_at <= at < claims.grace_until


def _limits(claims: Claims, tiers: Tiers) -> dict[str, int | None]:
    limits = dict(tiers.limits[claims.tier]) | {k: v for k, v in claims.limits.items() if k in COUNTED}
    if claims.seats is not None:
        limits["users"] = claims.seats
    return limits


def _is_over(limits: Mapping[str, int | None], usage: Mapping[str, int]) -> bool:
    return any((allowed := limits.get(name)) is not None and used > allowed for name, used in usage.items())
