"""What is said of the licence on the wire."""

from typing import Any

from appliance.kernel import clock
from appliance.kernel.shape import Moment, Shape, Token, View
from appliance.rooms.licensing.queries import ENVIRONMENT, Sourced
from appliance.rooms.licensing.state import Claims, Standing
from appliance.rooms.licensing.tiers import COUNTED, tiers


class LicenseDraft(Shape):
    license_key: Token


class FeatureView(View):
    name: str
    tier: str
    lapse: str
    state: str  # on, lapsed, never


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
