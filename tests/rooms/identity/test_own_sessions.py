"""My sessions: seen, ended, confirmed again, and handed over to a frame of the same browser."""

import base64

import pytest

from appliance.kernel.clock import HOUR, MINUTE
from appliance.rooms.identity.sessions.shapes import device_of
from tests.rooms.identity.people import ADA, PASSWORD, newcomer, person, sign_in

PNG = "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 40).decode()
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0"


def listed(house, by):
    return house.call("sessions.list_sessions", by=by).json["data"]


@pytest.mark.parametrize(("agent", "name"), [(FIREFOX, "Firefox, Linux"), (EDGE, "Edge, Windows"), ("", ""), ("x", "")])
def test_devices_have_names(agent, name):
    assert device_of(agent) == name


def test_everybody_sees_their_own_live_ones(house, ada):
    newcomer(house, "ben@acme.test")
    other = sign_in(house)
    assert [one["current"] for one in listed(house, ada)] == [False, True]
    house.call("signin.logout", by=other)
    assert [one["current"] for one in listed(house, ada)] == [True]
    assert listed(house, ada)[0]["address"] == "127.0.0.1"


def test_what_ran_out_is_not_shown(house, clock_hands, ada):
    clock_hands.advance(73 * HOUR)
    assert [one["current"] for one in listed(house, sign_in(house))] == [True]


def test_one_is_ended(house, ada):
    other = sign_in(house)
    doomed = next(one for one in listed(house, ada) if not one["current"])
    assert house.call("sessions.end_session", by=ada, id=doomed["id"]).status == 204
    assert house.call("signin.me", by=other).error["details"] == {"reason": "revoked"}
    assert house.call("sessions.end_session", by=ada, id=doomed["id"]).status == 404


def test_a_strangers_is_not_there(house, ada):
    ben = newcomer(house, "ben@acme.test")
    (theirs,) = listed(house, ben)
    assert house.call("sessions.end_session", by=ada, id=theirs["id"]).status == 404
    assert house.call("signin.me", by=ben).status == 200


def test_everything_else_is_ended_at_once(house, ada):
    others = [sign_in(house) for _ in range(3)]
    assert house.call("sessions.end_others", by=ada).json == {"ended": 3}
    assert {house.call("signin.me", by=other).status for other in others} == {401}
    assert house.call("signin.me", by=ada).status == 200


def test_a_proof_is_fresh_for_ten_minutes(house, clock_hands, ada):
    clock_hands.advance(10 * MINUTE)
    assert house.call("factors.enrol", by=ada).code == "REAUTH_REQUIRED"
    reply = house.call("signin.confirm", by=ada, password=PASSWORD)
    assert reply.status == 200
    clock_hands.advance(10 * MINUTE - 1)
    assert house.call("factors.enrol", by=ada).status == 200
    clock_hands.advance(1)
    assert house.call("factors.enrol", by=ada).status == 403


def test_a_proof_counts_for_its_session_alone(house, clock_hands, ada):
    other = sign_in(house)
    clock_hands.advance(10 * MINUTE)
    house.call("signin.confirm", by=ada, password=PASSWORD)
    assert house.call("factors.enrol", by=other).code == "REAUTH_REQUIRED"


def test_a_wrong_proof_is_refused_and_counted(house, ada):
    assert [house.call("signin.confirm", by=ada, password="wrong").status for _ in range(6)] == [422] * 5 + [429]


@pytest.mark.parametrize("body", [{}, {"code": "123456"}, {"password": ""}, {"password": None}])
def test_what_proves_nothing_is_refused(house, ada, body):
    assert house.call("signin.confirm", by=ada, **body).status == 422


def test_a_key_has_nothing_to_confirm(house, ada):
    key = {"X-API-Key": house.call("keys.create_key", by=ada, name="k").json["secret"]}
    assert house.call("signin.confirm", headers=key, password=PASSWORD).status == 403
    assert house.call("factors.enrol", headers=key).status == 403
    assert house.call("sessions.session_token", headers=key).status == 403


class TestProfile:
    def change(self, house, by, **body):
        return house.call("signin.update_profile", by=by, **body)

    def test_only_what_is_sent_changes(self, house, ada):
        assert self.change(house, ada, avatar=PNG).json["avatar"] == PNG
        assert self.change(house, ada, language="de").json["name"] == "Ada"
        assert self.change(house, ada, name="Ada L.").json["language"] == "de"
        me = house.call("signin.me", by=ada).json
        assert (me["name"], me["language"], me["avatar"]) == ("Ada L.", "de", PNG)
        assert self.change(house, ada, avatar=None, language=None).json["avatar"] is None

    @pytest.mark.parametrize("picture", [
        "x", "https://example.com/a.png", "data:image/svg+xml;base64,PHN2Zz4=", "data:text/html;base64,PGI+",
        PNG.replace("png", "jpeg"), "data:image/png;base64,AAAA", PNG + "A" * 100_000, "javascript:alert(1)",
    ])  # fmt: skip
    def test_what_is_no_small_picture_is_refused(self, house, ada, picture):
        assert self.change(house, ada, avatar=picture).status == 422

    def test_roles_and_addresses_are_not_ones_own_to_change(self, house, ada):
        ben = newcomer(house, "ben@acme.test", "viewer")
        me = self.change(house, ben, role="admin", email="x@y.test", name="Ben").json
        assert (me["role"], me["email"]) == ("viewer", "ben@acme.test")


class TestHandover:
    def pick_up(self, house, token, **headers):
        return house.call("signin.pickup", headers={"X-Session-Token": token} | headers)

    def given(self, house, by):
        return house.call("sessions.session_token", by=by).json["token"]

    def test_another_frame_goes_on_once(self, house, ada):
        token = self.given(house, ada)
        there = person(self.pick_up(house, token), ADA)
        assert there.cookie != ada.cookie
        assert house.call("signin.me", by=there).json["id"] == ada.id
        assert self.pick_up(house, token).status == 401

    def test_the_address_carries_it_too(self, house, ada):
        token = self.given(house, ada)
        assert house.call("signin.pickup", query={"token": token}).status == 200

    def test_it_lives_for_a_minute(self, house, clock_hands, ada):
        token = self.given(house, ada)
        clock_hands.advance(MINUTE)
        assert self.pick_up(house, token).status == 401

    def test_it_ends_with_its_session(self, house, ada):
        token = self.given(house, ada)
        house.call("signin.logout", by=ada)
        assert self.pick_up(house, token).status == 401

    def test_it_is_neither_fresher_nor_longer(self, house, clock_hands, ada):
        clock_hands.advance(10 * MINUTE)
        there = person(self.pick_up(house, self.given(house, ada)), ADA)
        assert house.call("factors.enrol", by=there).code == "REAUTH_REQUIRED"
        assert len({one["expires_at"] for one in listed(house, ada)}) == 1

    @pytest.mark.parametrize("headers", [{"Sec-Fetch-Mode": "navigate"}, {"Sec-Fetch-Site": "cross-site"}])
    def test_a_link_signs_nobody_in(self, house, ada, headers):
        token = self.given(house, ada)
        assert self.pick_up(house, token, **headers).status == 401
        assert self.pick_up(house, token).status == 200, "and uses nothing up"

    @pytest.mark.parametrize("token", ["", "x", "hov_x", "null"])
    def test_what_is_none_is_refused(self, house, ada, token):
        assert self.pick_up(house, token).status == 401
