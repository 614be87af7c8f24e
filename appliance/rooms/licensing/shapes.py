"""What is said of the licence on the wire."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from appliance.kernel import clock
from appliance.kernel.page import Filter
from appliance.kernel.shape import Moment, Shape, Token, View
from appliance.rooms.licensing.queries import ENVIRONMENT, Holder, Sourced
from appliance.rooms.licensing.rehearsal import Rehearsal
from appliance.rooms.licensing.state import Claims, Standing
from appliance.rooms.licensing.tiers import COUNTED, tiers


class LicenseDraft(Shape):
    license_key: Token


class RehearsalAsk(Filter):
    extras: ClassVar[frozenset[str]] = frozenset({"at", "seats"})

    at: Moment
    seats: Annotated[int, Field(ge=0, le=10_000_000)]


class FeatureThenView(View):
    """A feature then; `lapse` is what a lapse leaves of it."""

    name: str
    tier: str
    lapse: str
    now: str
    then: str


class LimitThenView(View):
    name: str
    used: int
    now: int | None
    then: int | None
    over: bool


class HolderView(View):
    """Who holds a seat; somebody beyond the seats stays, only nobody new comes in."""

    id: str
    name: str
    email: str
    created_at: Moment
    last_seen_at: Moment | None
    beyond: bool


class RehearsalView(View):
    at: Moment
    state: str
    tier: str
    tier_now: str
    features: list[FeatureThenView]
    limits: list[LimitThenView]
    people: list[HolderView]

    @classmethod
    def of(cls, told: Rehearsal) -> "RehearsalView":
        """The rehearsal for the wire."""
        return cls(
            at=told.at, state=told.state, tier=told.tier, tier_now=told.tier_now,
            features=[FeatureThenView.model_validate(one) for one in told.features],
            limits=[LimitThenView(name=one.name, used=one.used, now=one.now, then=one.then, over=one.is_over)
                    for one in told.limits],
            people=[HolderView(**_held(holder), beyond=is_beyond) for holder, is_beyond in told.holders],
        )  # fmt: skip


class SeatsView(View):
    """Who is behind the count, first come first; `beyond` are those over the limit in force."""

    used: int
    limit: int | None
    people: list[HolderView]

    @classmethod
    def of(cls, used: int, limit: int | None, holders: list[tuple[int, Holder]]) -> "SeatsView":
        """The list for the wire; holders come with their place among everybody, from 0."""
        people = [HolderView(**_held(one), beyond=limit is not None and place >= limit) for place, one in holders]
        return cls(used=used, limit=limit, people=people)


def _held(holder: Holder) -> dict[str, Any]:
    return {name: getattr(holder, name) for name in ("id", "name", "email", "created_at", "last_seen_at")}


class FeatureView(View):
    name: str
    tier: str
    lapse: str
    state: str  # on, lapsed, never


class RefreshView(View):
    """When the refresh address was asked, what was wrong, and when it is asked again."""

    tried_at: Moment | None
    problem: str | None
    next_at: Moment | None


class RevocationFilter(Filter):
    sorts = ("-created_at", "created_at", "revoked_at")

    jti: str


class RevocationView(View):
    id: str
    jti: str
    reason: str
    revoked_at: Moment
    created_at: Moment


class LicenseView(View):
    tier: str
    licensed_tier: str | None = None
    state: str
    features: list[str]
    limits: dict[str, int | None]
    usage: dict[str, int]
    seats: int | None
    issued_at: Moment | None = None
    starts_at: Moment | None = None
    expires_at: Moment | None = None
    grace_until: Moment | None = None
    customer: str | None = None
    issuer: str | None = None
    jti: str | None = None
    serial: int | None = None
    source: str
    kid: str | None = None
    demo: bool
    install_id: str
    passed_over: str | None
    document_bytes: int | None
    schedule_seconds: int | None
    audit_days: int | None
    catalogue: list[FeatureView]
    refresh: RefreshView | None = None
    now: Moment
    can: list[str]

    @classmethod
    def of(
        cls, now: Standing, found: Sourced, usage: dict[str, int], ever: set[str], may_change: bool
    ) -> "LicenseView":
        """The status: what is in force, what the paper says, what is used."""
        removable = may_change and found.source not in (ENVIRONMENT, "none")
        return cls(
            tier=now.tier, state=now.state, features=sorted(now.features), usage=usage, seats=now.limits["users"],
            limits={name: now.limits[name] for name in COUNTED}, source=found.source, install_id=found.install_id,
            passed_over=found.passed_over, document_bytes=now.limits["document_bytes"],
            schedule_seconds=now.limits["schedule_seconds"], audit_days=now.limits["audit_days"],
            catalogue=_catalogue(now.features, ever), now=clock.now_ms(),
            can=["apply"] * may_change + ["remove"] * removable, **_paper(found.claims),
        )  # fmt: skip


def _paper(claims: Claims | None) -> dict[str, Any]:
    if claims is None:
        return {"demo": False}
    return {
        "licensed_tier": claims.tier, "issued_at": claims.issued_at, "starts_at": claims.starts_at,
        "expires_at": claims.ends_at, "grace_until": claims.grace_until, "customer": claims.customer,
        "issuer": claims.issuer, "jti": claims.jti, "serial": claims.serial, "kid": claims.kid,
        "demo": claims.is_demo,
    }  # fmt: skip


def _catalogue(on: frozenset[str], ever: set[str]) -> list[FeatureView]:
    return [
        FeatureView(
            name=feature.name,
            tier=feature.tier,
            lapse=feature.lapse,
            state="on" if feature.name in on else "lapsed" if feature.name in ever else "never",
        )
        for feature in tiers().features.values()
    ]
