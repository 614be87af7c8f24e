"""Rates, with the clock held."""

import pytest

from appliance.kernel import clock
from appliance.kernel.rate import Budget
from appliance.web import limits
from tests.web.conftest import bearer

TEN = Budget("ten", 10)


def spend(what, most=100):
    return next(count for count in range(most) if not what().allowed)


def test_a_bucket_forgives_a_burst_of_twice_the_rate_and_refills(clock_hands):
    found = limits.Limits()
    assert spend(lambda: found.take(TEN, "a")) == 20
    verdict = found.take(TEN, "a")
    assert (verdict.limit, verdict.remaining, verdict.retry_after) == (20, 0, 6.0)
    clock_hands.advance(6 * clock.SECOND)
    assert spend(lambda: found.take(TEN, "a")) == 1
    clock_hands.advance(10 * clock.MINUTE)
    assert spend(lambda: found.take(TEN, "a")) == 20


def test_each_has_a_bucket_of_their_own(clock_hands):
    found = limits.Limits()
    spend(lambda: found.take(TEN, "a"))
    assert found.take(TEN, "b").allowed
    assert found.take(Budget("other", 10), "a").allowed


def test_a_key_s_own_limit_is_exact_in_any_minute(clock_hands):
    found = limits.Limits()
    assert spend(lambda: found.take_exact(5, "key")) == 5
    clock_hands.advance(59 * clock.SECOND)
    verdict = found.take_exact(5, "key")
    assert (verdict.allowed, verdict.retry_after) == (False, 1.0)
    clock_hands.advance(clock.SECOND)
    assert spend(lambda: found.take_exact(5, "key")) == 5


def test_memory_is_bounded(clock_hands, monkeypatch):
    monkeypatch.setattr(limits, "MOST_KEYS", 50)
    found = limits.Limits()
    for number in range(500):
        found.take(TEN, str(number))
        found.take_exact(5, str(number))
    assert len(found._buckets) <= 51
    assert len(found._exact) <= 50


def test_going_back_in_time_takes_nothing_away(clock_hands):
    found = limits.Limits()
    found.take(TEN, "a")
    clock_hands.advance(-clock.DAY)
    assert found.take(TEN, "a").remaining == 18


@pytest.mark.settings(rate_factor=0.1)
def test_the_answer_tells_the_limit_and_a_refusal_when_to_come_again(clock_hands, house):
    statuses = [house.call("toy.sign_in", text="x") for _ in range(7)]
    assert [reply.status for reply in statuses] == [200] * 6 + [429]
    assert statuses[0].headers["ratelimit-limit"] == "6"
    assert statuses[0].headers["ratelimit-remaining"] == "5"
    assert statuses[6].headers["retry-after"] == "20"
    assert statuses[6].code == "RATE_LIMITED"
    clock_hands.advance(20 * clock.SECOND)
    assert house.call("toy.sign_in", text="x").status == 200


@pytest.mark.settings(rate_factor=0.1)
def test_forged_addresses_do_not_help(clock_hands, house):
    def ask(number):
        return house.call("toy.sign_in", text="x", headers={"X-Forwarded-For": f"10.0.0.{number}"}).status

    assert [ask(number) for number in range(7)][-1] == 429


@pytest.mark.settings(rate_factor=1.0)
def test_a_key_s_limit_takes_the_place_of_the_budget(clock_hands, house):
    key = bearer("machine", rate_limit=3)
    assert [house.call("toy.me", by=key).status for _ in range(4)] == [200, 200, 200, 429]
