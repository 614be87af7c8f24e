"""The first administrator is made once; from another machine only with the token that was printed."""

import pytest

from appliance.kernel.clock import DAY
from appliance.kernel.problem import Conflict, Forbidden
from appliance.kernel.visit import Visit
from appliance.rooms.identity import signin
from appliance.rooms.identity.signin import actions
from appliance.store.database import read_now
from tests.rooms.identity.people import PASSWORD, set_up


def visit(is_loopback):
    return Visit("req", "192.0.2.7", is_loopback, False, None, "test", "http://a.test")


def require(token, is_loopback=False):
    return read_now(actions.require_setup, token, visit(is_loopback))


def test_the_house_says_whether_it_is_set_up(house):
    before = house.call("signin.setup_status").json
    assert (before["bootstrapped"], before["providers"], before["setup_token_needed"]) == (False, [], False)
    set_up(house)
    assert house.call("signin.setup_status").json["bootstrapped"] is True


def test_setup_makes_an_operator_with_a_session(house):
    ada = set_up(house)
    me = house.call("signin.me", by=ada).json
    assert (me["role"], me["kind"], me["groups"], me["active"], me["invited"]) == ("admin", "person", [], True, False)
    mine = house.call("signin.my_permissions", by=ada).json
    assert mine["is_operator"] is True
    assert mine["organisations"] == [{"id": me["organisation_id"], "name": "Acme", "role": "admin"}]


def test_setup_happens_once(house):
    set_up(house)
    again = house.call("signin.setup", email="eve@evil.test", password=PASSWORD, name="Eve")
    assert (again.status, again.code) == (409, "CONFLICT")


@pytest.mark.parametrize(
    "password", ["short", "password123", "PASSWORD123", "1234567890", "aaaaaaaaaaaa", "ada@acme.test", "x" * 257]
)
def test_a_weak_password_is_refused_and_not_echoed(house, password):
    reply = house.call("signin.setup", email="ada@acme.test", password=password, name="Ada")
    assert (reply.status, reply.error["details"]["fields"][0]["field"]) == (422, "password")
    assert password.encode() not in reply.body.replace(b'"ada@acme.test"', b"") or password == "short"


@pytest.mark.parametrize(
    "email", ["", "ada", "ada@", "@acme.test", "a b@acme.test", "ada@acme.test\nBcc: x", "a" * 300 + "@acme.test"]
)
def test_an_address_must_be_one(house, email):
    reply = house.call("signin.setup", email=email, password=PASSWORD, name="Ada")
    assert (reply.status, reply.error["details"]["fields"][0]["field"]) == (422, "email")


@pytest.mark.parametrize("token", [None, "", "setup_wrong", "null"])
def test_another_machine_needs_the_printed_token(house, token):
    signin.fresh_setup_token()
    with pytest.raises(Forbidden):
        require(token)


def test_the_newest_token_counts_for_a_week(house, clock_hands):
    first, second = signin.fresh_setup_token(), signin.fresh_setup_token()
    with pytest.raises(Forbidden):
        require(first)
    require(second)
    clock_hands.advance(7 * DAY)
    with pytest.raises(Forbidden):
        require(second)


def test_this_machine_needs_none(house):
    require(None, is_loopback=True)


def test_after_setup_nobody_gets_a_token(house):
    token = signin.fresh_setup_token()
    set_up(house)
    assert signin.fresh_setup_token() is None
    with pytest.raises(Conflict):
        require(token)
