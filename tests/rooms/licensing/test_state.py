"""What a licence is worth, as a table over moving time: one pure function."""

import pytest

from appliance.kernel.clock import DAY
from appliance.rooms.licensing.state import Claims, State, Trust, judge
from appliance.rooms.licensing.tiers import COUNTED, Lapse, tiers

START = 1_800_000_000_000
END = START + 365 * DAY
GRACE = END + 14 * DAY
YEARS = 5 * 365 * DAY


def paper(tier="pro", seats=None, features=(), **limits):
    return Claims(
        jti="j", serial=1, customer="c", tier=tier, features=frozenset(features), limits=limits, seats=seats,
        issued_at=START, starts_at=START, ends_at=END, grace_days=14, install_id=None, issuer="v", kid="k",
    )  # fmt: skip


def worth(now, claims=None, *, highest=0, revoked=False, **usage):
    return judge(claims or paper(), usage, now, Trust(highest, revoked), tiers())


@pytest.mark.parametrize(("now", "highest", "state", "holds"), [
    (START - 1, 0, State.NOT_YET_VALID, False),
    (START, 0, State.ACTIVE, True),
    (END - 30 * DAY - 1, 0, State.ACTIVE, True),
    (END - 30 * DAY, 0, State.EXPIRING, True),
    (END - 1, 0, State.EXPIRING, True),
    (END, 0, State.GRACE, True),
    (GRACE - 1, 0, State.GRACE, True),
    (GRACE, 0, State.LAPSED, False),
    (START + YEARS, 0, State.LAPSED, False),
    # the clock: a day back is forgiven, more is not believed, and nothing is won by it
    (START + 100 * DAY, START + 101 * DAY, State.ACTIVE, True),
    (START + 100 * DAY, START + 101 * DAY + 1, State.CLOCK_SUSPECT, True),
    (START + DAY, START + YEARS, State.CLOCK_SUSPECT, False),
    (START - YEARS, START + DAY, State.CLOCK_SUSPECT, True),
    (START - YEARS, GRACE, State.CLOCK_SUSPECT, False),
    (START - YEARS, 0, State.NOT_YET_VALID, False),
    (END - 1, END + 1, State.GRACE, True),
    (GRACE - 1, GRACE, State.LAPSED, False),
])  # fmt: skip
def test_states_over_time(now, highest, state, holds):
    found = worth(now, highest=highest)
    assert (found.state, found.tier == "pro", "skills" in found.features) == (state, holds, holds)
    assert found.limits["users"] == (50 if holds else 10)


def test_without_a_licence_it_is_community():
    found = judge(None, {"users": 99}, START, Trust(START + YEARS), tiers())
    assert (found.state, found.tier, found.features) == (State.COMMUNITY, "community", frozenset())


def test_a_revoked_one_is_worth_nothing_at_any_time():
    for now in (START - 1, START, END, GRACE, START + YEARS):
        found = worth(now, revoked=True, highest=START + 9 * DAY)
        assert (found.state, found.tier) == (State.REVOKED, "community")


@pytest.mark.parametrize(("claims", "usage", "state"), [
    (paper(), {"users": 50}, State.ACTIVE),
    (paper(), {"users": 51}, State.OVER_LIMIT),
    (paper(seats=5), {"users": 6}, State.OVER_LIMIT),
    (paper(seats=60), {"users": 60}, State.ACTIVE),
    (paper(agents=3), {"agents": 4}, State.OVER_LIMIT),
    (paper(agents=None), {"agents": 9_999}, State.ACTIVE),
    (paper("enterprise"), {"users": 10**6, "agents": 10**6, "messages": 10**9}, State.ACTIVE),
])  # fmt: skip
def test_more_in_use_than_licensed(claims, usage, state):
    found = worth(START, claims, **usage)
    assert found.state is state
    assert found.tier == claims.tier  # over the limit, nothing that was paid for is lost


def test_a_single_feature_can_be_added():
    assert "dlp" in worth(START, paper(features=["dlp", "unheard_of"])).features
    assert "unheard_of" not in worth(START, paper(features=["dlp", "unheard_of"])).features


def test_the_table_is_the_contracts():
    table = tiers()
    assert table.order == ("community", "pro", "enterprise", "full")
    assert [tuple(table.limits[tier][name] for name in COUNTED) for tier in table.order] == [
        (10, 10, 10, 20_000, 0), (50, 100, 200, 200_000, 100), (None,) * 5, (None,) * 5,
    ]  # fmt: skip
    by_tier = {tier: {f.name for f in table.features.values() if f.tier == tier} for tier in table.order}
    assert by_tier == {
        "community": set(),
        "pro": {"automations", "webpages", "meeting_notes", "skills", "ticket_assistant"},
        "enterprise": {"dlp", "gdpr_hub", "audit_export"},
        "full": {"white_label", "license_issuance"},
    }
    assert all(isinstance(feature.lapse, Lapse) for feature in table.features.values())
    assert [table.limits[tier]["document_bytes"] for tier in table.order] == [50 << 20, 200 << 20, 1 << 30, 1 << 30]


def test_the_next_tier_that_allows_it_is_named():
    assert [tiers().tier_for("users", count) for count in (10, 11, 51)] == ["community", "pro", "enterprise"]
