"""Where an address is configured the licence is refreshed by itself; what goes wrong harms nothing and is told."""

import http.server
import threading

import orjson
import pytest

from appliance.kernel import clock
from appliance.rooms.licensing import jobs, vendor
from appliance.rooms.licensing.vendor import Terms
from tests.rooms.licensing.test_rehearsal import Vendor, apply

URL = "http://127.0.0.1:18945/refresh"
pytestmark = pytest.mark.settings(allow_demo_license=True, license_refresh_url=URL)


@pytest.fixture
def server():
    Vendor.asked, Vendor.status, Vendor.answer = [], 200, b"{}"
    with http.server.ThreadingHTTPServer(("127.0.0.1", 18_945), Vendor) as served:
        threading.Thread(target=served.serve_forever, daemon=True).start()
        yield Vendor
        served.shutdown()


def status(house, by):
    return house.call("licensing.status", by=by).json


def run(house):
    """What the schedule does once an hour."""
    house.run(jobs.refresh.body())


def hours(told, hands):
    return (clock.from_iso(told["refresh"]["next_at"]) - hands.at_ms) / clock.HOUR


def test_it_is_asked_once_a_day_and_not_in_step(house, ada, server, clock_hands):
    apply(house, ada)
    assert status(house, ada)["refresh"] == {"tried_at": None, "problem": None, "next_at": None}
    server.answer = orjson.dumps({"license_key": vendor.issue_demo("enterprise", Terms(days=9_999))})
    run(house)
    run(house)
    found = status(house, ada)
    assert (found["tier"], len(server.asked), found["refresh"]["problem"]) == ("enterprise", 1, None)
    assert 24 <= hours(found, clock_hands) < 30
    clock_hands.advance(30 * clock.HOUR)
    run(house)
    assert len(server.asked) == 2


def test_a_failure_is_told_and_tried_again_sooner(house, ada, server, clock_hands):
    apply(house, ada)
    waits = []
    for _ in range(6):
        run(house)
        found = status(house, ada)
        assert (found["tier"], found["state"]) == ("pro", "active")
        assert "without a licence" in found["refresh"]["problem"]
        waits.append(int(hours(found, clock_hands)))
        clock_hands.advance(30 * clock.HOUR)
    assert [low <= wait <= low * 1.25 for wait, low in zip(waits, (1, 2, 4, 8, 16, 24), strict=True)] == [True] * 6


@pytest.mark.parametrize("worse", [Terms(days=-15), Terms(serial=1), Terms(install_id="ins_other")])
def test_a_worse_licence_replaces_nothing(house, ada, server, worse):
    apply(house, ada)
    good = status(house, ada)["jti"]
    server.answer = orjson.dumps({"license_key": vendor.issue_demo("full", worse)})
    run(house)
    found = status(house, ada)
    assert (found["jti"], found["tier"]) == (good, "pro")
    assert found["refresh"]["problem"]


def test_the_licence_that_is_here_already_is_no_news(house, ada, server):
    text = apply(house, ada)
    server.answer = orjson.dumps({"license_key": text})
    assert house.call("licensing.refresh", by=ada).status == 200
    assert status(house, ada)["refresh"]["problem"] is None


def test_without_a_licence_nobody_is_asked(house, ada, server):
    run(house)
    assert server.asked == []


@pytest.mark.settings(license_refresh_url="")
def test_without_an_address_nobody_is_asked(house, ada, server):
    apply(house, ada)
    run(house)
    assert server.asked == []
    assert status(house, ada)["refresh"] is None


@pytest.mark.settings(license_refresh_url="")
def test_the_list_of_what_was_taken_back(house, ada):
    for jti, reason in (("lic-a", "unpaid"), ("lic-b", "stolen")):
        house.post("/webhook/license-revocation", body=vendor.revoke_demo(jti, reason))
    rows = house.call("licensing.list_revocations", by=ada).json["data"]
    assert [(row["jti"], row["reason"]) for row in rows] == [("lic-b", "stolen"), ("lic-a", "unpaid")]
