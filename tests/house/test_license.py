"""What a tier does not include is refused by name, and its limits hold to the last one. The free parts stay free."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from appliance.kernel.problem import TierLimit
from appliance.rooms.licensing import vendor
from appliance.rooms.licensing.queries import month
from appliance.rooms.licensing.tables import EverLicensed, MonthUse
from appliance.rooms.licensing.tiers import COUNTED, tiers
from tests.house.declared import BY_KEY, ENDPOINTS, keys_of
from tests.house.town import in_unit

FEATURES: set[str] = {"webpages"}
"""The licensed features that endpoints use, reviewed: whoever declares one adds it here, and the test below calls it."""

AT_ONCE = 100
LIMITED = {
    "users": "users.invite_user",
    "agents": "agents.create_agent",
    "knowledge_bases": "collections.create_base",
    "messages": "turns.ask",
}
"""The endpoint that takes one of each counted limit."""

MESSAGES = ("completions.complete", "deployments.run", "deployments.evaluate")
"""Endpoints of keys that take messages too."""


def below(tier):
    """A licence of the next lower tier; Community is none."""
    lower = tiers().order[tiers().order.index(tier) - 1]
    return "" if lower == "community" else vendor.issue_demo(lower)


def test_the_features_of_endpoints_are_the_reviewed_ones():
    used = {one.feature for one in ENDPOINTS} - {None}
    assert used == FEATURES
    assert used <= tiers().features.keys()


def test_a_feature_below_its_tier_is_refused_by_name(acme):
    ada = acme.people.ada
    for endpoint in (one for one in ENDPOINTS if one.feature):
        tier = tiers().features[endpoint.feature].tier
        ask = acme.ask(endpoint, ada)
        in_unit(lambda: EverLicensed.delete().execute())
        with acme.licensed(below(tier)):
            reply = acme.send(ask, ada)
        assert (reply.status, reply.code) == (403, "LICENSE_FEATURE_REQUIRED"), endpoint.key
        assert reply.error["details"] == {"feature": endpoint.feature, "required_tier": tier}
        with acme.licensed(vendor.issue_demo(tier)):
            assert acme.send(ask, ada).status < 400, endpoint.key


def test_a_lapsed_feature_stops_what_is_new_and_nothing_else(acme):
    ada = acme.people.ada
    for endpoint in (one for one in ENDPOINTS if one.feature):
        ask = acme.ask(endpoint, ada)
        with acme.licensed(below(tiers().features[endpoint.feature].tier)):
            reply = acme.send(ask, ada)
        is_new = endpoint.method in ("POST", "PUT", "PATCH")
        assert reply.status == (403 if is_new else endpoint.status), endpoint.key


def test_everything_else_works_without_a_licence(acme):
    reads = keys_of(
        lambda one: (
            one.feature is None and one.method == "GET" and one.mode != "stream" and one.access.word != "INTERNAL"
        )
    )
    asks = {key: acme.ask(BY_KEY[key], acme.usual(BY_KEY[key])) for key in reads}
    with acme.licensed(""):
        for key, ask in asks.items():
            assert acme.send(ask, acme.usual(BY_KEY[key])).status == BY_KEY[key].status, key


def test_every_counted_limit_is_taken_somewhere():
    assert {*LIMITED, "automations"} == set(COUNTED)
    taking = {one.key for one in ENDPOINTS if TierLimit in one.errors}
    seats = {"users.change_user", "users.replace_user", "users.restore_user", "users.import_users"}
    seats |= {"signup.confirm_signup", "signup.approve"}
    seats |= {"scim.create_person", "scim.replace_person", "scim.change_person"}
    seats |= {"collections.fork_base"}
    assert taking == {*LIMITED.values(), *seats, *MESSAGES}


def fill(town, limit, leave):
    """Use a limit up until so many are left; the answer is the allowed number."""
    ada, allowed = town.people.ada, tiers().limits["community"][limit]
    if limit == "messages":
        in_unit(lambda: MonthUse.delete().execute())
        in_unit(lambda: MonthUse.add(org_id="", month=month(), messages=allowed - leave))
        return allowed
    used = town.send(town.ask(BY_KEY["licensing.status"], ada), ada).json["usage"][limit]
    for _ in range(allowed - leave - used):
        assert town.send(town.ask(BY_KEY[LIMITED[limit]], ada), ada).status == 201
    return allowed


@pytest.mark.parametrize("limit", LIMITED)
def test_the_last_one_is_given_and_the_next_one_refused(acme, limit):
    ada, endpoint = acme.people.ada, BY_KEY[LIMITED[limit]]
    allowed = fill(acme, limit, leave=1)
    with acme.licensed(""):
        assert acme.send(acme.ask(endpoint, ada), ada).status == endpoint.status
        ask = acme.ask(endpoint, ada)
        before = acme.rows()
        reply = acme.send(ask, ada)
        assert (reply.status, reply.code) == (402, "TIER_LIMIT")
        told = reply.error["details"]
        assert (told["tier"], told["limit"], told["current"]) == ("community", allowed, allowed)
        assert told["required_tier"] == tiers().tier_for(limit, allowed + 1)
        assert acme.rows() == before
    with acme.licensed(vendor.issue_demo(told["required_tier"])):
        assert acme.send(ask, ada).status == endpoint.status


@pytest.mark.parametrize("limit", LIMITED)
def test_of_many_at_once_one_gets_the_last(acme, limit):
    ada, endpoint = acme.people.ada, BY_KEY[LIMITED[limit]]
    fill(acme, limit, leave=1)
    asks = [acme.ask(endpoint, ada) for _ in range(AT_ONCE)]
    with acme.licensed(""), ThreadPoolExecutor(AT_ONCE) as pool:
        found = sorted(reply.status for reply in pool.map(lambda ask: acme.send(ask, ada, apart=True), asks))
    assert found == [endpoint.status] + [402] * (AT_ONCE - 1)


@pytest.mark.parametrize("key", MESSAGES)
def test_what_keys_ask_counts_as_a_message(acme, key):
    endpoint = BY_KEY[key]
    by = acme.usual(endpoint)
    fill(acme, "messages", leave=1)
    with acme.licensed(""):
        assert acme.send(acme.ask(endpoint, by), by).status == endpoint.status
        assert acme.send(acme.ask(endpoint, by), by).code == "TIER_LIMIT"
