"""Which licence counts, what it allows, what is used. Reads work in units and on the loop's raw reader alike."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from appliance import config
from appliance.kernel import clock
from appliance.kernel.page import Filter, PageAsk, Rows
from appliance.kernel.problem import TierLimit
from appliance.kernel.room import RawReader
from appliance.rooms.licensing import keys
from appliance.rooms.licensing.state import Claims, Standing, Trust, judge
from appliance.rooms.licensing.tables import Refresh, Revocation
from appliance.rooms.licensing.tiers import COUNTED, tiers
from appliance.store.paging import paged
from appliance.store.table import bound

ENVIRONMENT, APPLIED, NONE = "environment", "applied", "none"

Counter = Callable[[], int]
_counters: dict[str, Counter] = {}


def counted(limit: str) -> Callable[[Counter], Counter]:
    """Declare the room's function that counts the present use of a limit, inside a unit."""

    def keep(counter: Counter) -> Counter:
        _counters[limit] = counter
        return counter

    return keep


def count_of(limit: str) -> int:
    """The present use of a limit; 0 for what no room counts."""
    return _counters[limit]() if limit in _counters else 0


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a seat."""

    id: str
    org_id: str
    name: str
    email: str
    created_at: int
    last_seen_at: int | None


_listers: list[Callable[[], list[Holder]]] = []


def lists_seats(lister: Callable[[], list[Holder]]) -> Callable[[], list[Holder]]:
    """Declare the room's function that names who holds a seat, first come first; inside a unit."""
    _listers.append(lister)
    return lister


def seat_holders() -> list[Holder]:
    """Who holds a seat, first come first."""
    return [holder for lister in _listers for holder in lister()]


class _InUnit:
    """The open unit's connection, with the reader's one question."""

    def one(self, sql: str, params: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        rows = bound.connection().execute(sql, params).fetchall()
        return rows[0] if rows else None


IN_UNIT: RawReader = _InUnit()


@dataclass(frozen=True, slots=True)
class Memories:
    """What the one row of memory says."""

    highest_at: int = 0
    install_id: str = ""
    serials: dict[str, int] | None = None

    def serial_of(self, customer: str) -> int:
        """The newest serial ever accepted for a customer."""
        return (self.serials or {}).get(customer, 0)


@dataclass(frozen=True, slots=True)
class Sourced:
    """The licence that counts, where it comes from, and what was wrong with one that was passed over."""

    claims: Claims | None
    source: str
    trust: Trust
    install_id: str
    passed_over: str | None = None


def memories(reader: RawReader) -> Memories:
    """The appliance's memory; empty before the first start has written it."""
    row = reader.one("SELECT highest_at, install_id, serials FROM licensing_memory LIMIT 1")
    return Memories(row[0], row[1], orjson.loads(row[2])) if row else Memories()


def sourced(reader: RawReader) -> Sourced:
    """The first licence that holds: the environment's, then the applied one. One that does not hold is passed over."""
    memory = memories(reader)
    passed_over = None
    for source, text in _texts(reader):
        claims = tried(text, config.in_force().allow_demo_license)
        problem = str(claims) if isinstance(claims, keys.NotALicense) else mismatch(claims, memory)
        if problem or isinstance(claims, keys.NotALicense):
            passed_over = passed_over or problem
            continue
        trust = Trust(memory.highest_at, is_revoked(reader, claims.jti))
        return Sourced(claims, source, trust, memory.install_id, passed_over)
    return Sourced(None, NONE, Trust(memory.highest_at), memory.install_id, passed_over)


def _texts(reader: RawReader) -> list[tuple[str, str]]:
    found = [(ENVIRONMENT, text)] if (text := config.in_force().license_key.strip()) else []
    row = reader.one("SELECT token FROM licensing_applied_license ORDER BY id DESC LIMIT 1")
    return [*found, (APPLIED, row[0])] if row else found


@functools.lru_cache(maxsize=16)
def tried(text: str, allow_demo: bool) -> Claims | keys.NotALicense:
    """The claims of a key, or why it is none. A signature is judged once a process."""
    try:
        return keys.verified(text, allow_demo=allow_demo)
    except keys.NotALicense as problem:
        return problem


def mismatch(claims: Claims, memory: Memories) -> str | None:
    """Why a licence whose signature holds is not for this appliance, or None."""
    if claims.install_id is not None and claims.install_id != memory.install_id:
        return "The licence was issued for another installation"
    return None


def is_revoked(reader: RawReader, jti: str) -> bool:
    """Whether the vendor took this licence back."""
    return reader.one("SELECT 1 FROM licensing_revocation WHERE jti = ?", (jti,)) is not None


def was_licensed(reader: RawReader, feature: str) -> bool:
    """Whether this feature was ever licensed here."""
    return reader.one("SELECT 1 FROM licensing_ever_licensed WHERE feature = ?", (feature,)) is not None


def refresh_row() -> Refresh | None:
    """When the refresh address was asked and what came of it; None before the first time."""
    row: Refresh | None = Refresh.select().first()
    return row


def is_refresh_due() -> bool:
    """Whether it is time to ask the refresh address, and there is a licence to ask for."""
    row = refresh_row()
    return sourced(IN_UNIT).claims is not None and (row is None or clock.now_ms() >= row.next_at)


def revocations(where: Filter, ask: PageAsk) -> Rows[Any]:
    """Every licence that a vendor took back, whether it was ever here or not."""
    return paged(Revocation.select(), Revocation, where, ask)


def standing(reader: RawReader = IN_UNIT) -> Standing:
    """What is in force now."""
    found = sourced(reader)
    return judge(found.claims, {}, clock.now_ms(), found.trust, tiers())


def month() -> str:
    """The running month, UTC."""
    return clock.iso(clock.now_ms())[:7]


def messages_used() -> int:
    """Messages counted in the running month."""
    row = IN_UNIT.one("SELECT messages FROM licensing_month_use WHERE month = ?", (month(),))
    return row[0] if row else 0


def usage() -> dict[str, int]:
    """Present use of every counted limit."""
    return {name: messages_used() if name == "messages" else count_of(name) for name in COUNTED}


def document_bytes(reader: RawReader = IN_UNIT) -> int:
    """The largest document that may be uploaded."""
    return standing(reader).limits["document_bytes"] or 0


def refuse_over(limit: str, count: int) -> None:
    """TierLimit when so many of these are more than the licence allows."""
    now = standing()
    allowed = now.limits[limit]
    if allowed is None or count <= allowed:
        return
    details = {"resource": limit, "tier": now.tier, "limit": allowed, "current": count - 1}
    details["required_tier"] = tiers().tier_for(limit, count)
    raise TierLimit(f"The licence allows {allowed} {limit.replace('_', ' ')}", param=limit, details=details)
