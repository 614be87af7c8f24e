"""What a day would do is told before it comes; the vendor takes licences back and renews them, by its signature alone."""

import http.server
import threading
from typing import ClassVar

import orjson
import pytest

from appliance.engines import jws
from appliance.kernel import clock
from appliance.kernel.clock import DAY
from appliance.rooms.licensing import keys, vendor
from appliance.rooms.licensing.tables import Revocation
from appliance.rooms.licensing.vendor import Terms
from appliance.store.database import read_now
from tests.rooms.identity.people import newcomer, sign_in

pytestmark = pytest.mark.settings(allow_demo_license=True)


def apply(house, by, tier="pro", **terms):
    text = vendor.issue_demo(tier, Terms(**terms))
    assert house.call("licensing.apply", by=by, license_key=text).status == 200
    return text


def jti_of(text):
    return vendor.inspect(text)["jti"]


def rehearse(house, by, **query):
    reply = house.call("licensing.rehearse", by=by, query=query)
    assert reply.status == 200, reply.body
    return reply.json


def in_days(days):
    return clock.iso(clock.now_ms() + days * DAY)


def feature(told, name="automations"):
    found = next(one for one in told["features"] if one["name"] == name)
    return found["now"], found["then"]


class TestRehearsing:
    def test_a_day_is_as_it_will_be(self, house, clock_hands, ada):
        apply(house, ada, days=40)
        states = {days: rehearse(house, ada, at=in_days(days))["state"] for days in (0, 15, 41, 53, 55)}
        assert states == {0: "active", 15: "expiring", 41: "grace", 53: "grace", 55: "lapsed"}
        clock_hands.advance(41 * DAY)
        assert house.call("licensing.status", by=sign_in(house)).json["state"] == states[41]

    def test_it_names_what_is_lost_and_what_goes_on(self, house, ada):
        apply(house, ada, days=10)
        told = rehearse(house, ada, at=in_days(30))
        assert (told["tier"], told["tier_now"]) == ("community", "pro")
        assert feature(told) == ("on", "lapsed")
        assert feature(told, "dlp") == ("never", "never")
        assert {one["name"]: one["then"] for one in told["limits"]}["users"] == 10

    def test_it_names_the_people_beyond_the_seats(self, house, ada):
        for name in ("ben", "cleo"):
            newcomer(house, f"{name}@acme.test")
        told = rehearse(house, ada, seats=2)
        assert [(one["email"], one["beyond"]) for one in told["people"]] == [
            ("ada@acme.test", False), ("ben@acme.test", False), ("cleo@acme.test", True),
        ]  # fmt: skip
        users = next(one for one in told["limits"] if one["name"] == "users")
        assert (users["used"], users["then"], users["over"]) == (3, 2, True)

    def test_seats_of_a_licence_are_rehearsed_too(self, house, ada):
        apply(house, ada, seats=5)
        newcomer(house, "ben@acme.test")
        assert rehearse(house, ada, seats=1)["state"] == "over_limit"
        assert rehearse(house, ada, seats=2)["state"] == "active"

    def test_it_changes_nothing(self, house, ada):
        apply(house, ada, days=10)
        rehearse(house, ada, at=in_days(100), seats=0)
        assert house.call("licensing.status", by=ada).json["tier"] == "pro"

    @pytest.mark.parametrize("query", [{"seats": -1}, {"seats": "x"}, {"at": "tomorrow"}, {"day": 1}])
    def test_what_cannot_be_asked_is_a_bad_request(self, house, ada, query):
        assert house.call("licensing.rehearse", by=ada, query=query).status == 400


class TestTakingBack:
    def push(self, house, body):
        return house.post("/webhook/license-revocation", body=body)

    def test_a_revocation_holds_at_once(self, house, ada):
        text = apply(house, ada)
        for _ in range(2):
            assert self.push(house, vendor.revoke_demo(jti_of(text))).status == 204
        found = house.call("licensing.status", by=ada).json
        assert (found["state"], found["tier"]) == ("revoked", "community")
        assert house.call("licensing.apply", by=ada, license_key=text).status == 422
        assert read_now(lambda: Revocation.select().count()) == 1

    def test_one_that_comes_before_its_licence_is_remembered(self, house, ada):
        text = vendor.issue_demo("pro")
        self.push(house, vendor.revoke_demo(jti_of(text)))
        assert house.call("licensing.apply", by=ada, license_key=text).status == 422

    def test_a_licence_is_no_revocation(self, house, ada):
        text = apply(house, ada)
        assert self.push(house, text).status == 401
        assert house.call("licensing.status", by=ada).json["state"] == "active"

    def test_a_revocation_is_no_licence(self, house, ada):
        assert house.call("licensing.apply", by=ada, license_key=vendor.revoke_demo("lic-x")).status == 422

    @pytest.mark.parametrize("body", ["", "x", "a.b.c", "{}", '{"jti": "x"}', "é", "x" * 10_000])
    def test_what_nobody_signed_is_refused(self, house, ada, body):
        assert self.push(house, body.encode()).status == 401

    def test_a_foreign_key_is_refused(self, house, ada, tmp_path):
        text = apply(house, ada)
        private, _ = vendor.keygen(tmp_path, "evil")
        for kid in ("demo", "evil", "../demo/public"):
            forged = vendor.revoke(jti_of(text), "x", private_key=private.read_bytes(), kid=kid)
            assert self.push(house, forged).status == 401, kid

    @pytest.mark.parametrize(
        "payload", [{}, {"jti": "x"}, {"jti": 1, "revoked_at": 1}, {"jti": "x", "revoked_at": "1"}]
    )
    def test_what_says_nothing_whole_is_refused(self, house, ada, payload):
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        pem = (vendor.licenses_folder() / "demo" / "private.pem").read_bytes()
        text = jws.signed(payload, load_pem_private_key(pem, None), keys.ALGORITHM, {"kid": "demo"})
        assert self.push(house, text).status == 401


@pytest.mark.settings(allow_demo_license=False)
def test_a_demonstration_takes_nothing_back_where_it_is_not_honoured(house, ada):
    assert house.post("/webhook/license-revocation", body=vendor.revoke_demo("lic-x")).status == 401


class Vendor(http.server.BaseHTTPRequestHandler):
    """A licence server that answers what it was given."""

    answer: bytes = b""
    status = 200
    asked: ClassVar[list[bytes]] = []

    def do_POST(self):
        type(self).asked.append(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(self.status)
        self.send_header("content-length", str(len(self.answer)))
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, *_):
        pass


@pytest.fixture
def licence_server():
    Vendor.asked, Vendor.status = [], 200
    with http.server.ThreadingHTTPServer(("127.0.0.1", 18_943), Vendor) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Vendor
        server.shutdown()


class TestRefreshing:
    def test_nothing_is_asked_without_an_address(self, house, ada):
        apply(house, ada)
        assert house.call("licensing.refresh", by=ada).status == 409

    @pytest.mark.settings(license_refresh_url="http://127.0.0.1:18943/refresh")
    def test_a_newer_licence_comes_into_force(self, house, ada, licence_server):
        text = apply(house, ada)
        licence_server.answer = orjson.dumps({"license_key": vendor.issue_demo("enterprise")})
        assert house.call("licensing.refresh", by=ada).json["tier"] == "enterprise"
        assert licence_server.asked == [orjson.dumps({"jti": jti_of(text)})], "the licence's id and nothing else"

    @pytest.mark.settings(license_refresh_url="http://127.0.0.1:18943/refresh")
    def test_a_revocation_may_be_the_answer(self, house, ada, licence_server):
        text = apply(house, ada)
        licence_server.answer = orjson.dumps({"revocation": vendor.revoke_demo(jti_of(text))})
        assert house.call("licensing.refresh", by=ada).json["state"] == "revoked"

    @pytest.mark.settings(license_refresh_url="http://127.0.0.1:18943/refresh")
    @pytest.mark.parametrize("answer", [b"", b"[]", b"{}", b'{"license_key": "x"}', b"\xff"])
    def test_a_bad_answer_replaces_nothing(self, house, ada, licence_server, answer):
        apply(house, ada)
        licence_server.answer = answer
        assert house.call("licensing.refresh", by=ada).status in (422, 503)
        assert house.call("licensing.status", by=ada).json["tier"] == "pro"

    @pytest.mark.settings(license_refresh_url="http://127.0.0.1:18944/refresh")
    def test_a_server_that_is_not_there_is_no_harm(self, house, ada):
        apply(house, ada)
        assert house.call("licensing.refresh", by=ada).status == 503
        assert house.call("licensing.status", by=ada).json["tier"] == "pro"

    @pytest.mark.settings(license_refresh_url="http://127.0.0.1:18943/refresh")
    def test_without_a_licence_there_is_nothing_to_ask(self, house, ada, licence_server):
        assert house.call("licensing.refresh", by=ada).status == 409
        assert licence_server.asked == []
