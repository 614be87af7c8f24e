"""Nobody learns at the door who is here: known and unknown addresses get one answer, and take one time."""

import statistics
import time

import pytest

from appliance.rooms.identity.signin import throttle
from tests.rooms.identity.people import ADA

ROUNDS = 15


def answer(reply):
    """What can be told apart: all but the request's own id and the time that is left."""
    body = reply.json
    if "error" in body:
        body["error"].pop("request_id")
    return reply.status, body, sorted(name for name in reply.headers if name.lower() != "x-request-id")


def opened(house, ada, **how):
    assert house.call("signup.change_settings", by=ada, open=True, **how).status == 200


DOORS = {
    "sign-in": lambda house, email: house.post("/auth/login", json={"email": email, "password": "not the right one"}),
    "forgot": lambda house, email: house.call("recovery.forgot_password", email=email),
    "waiting": lambda house, email: house.call("signup.pending_signup", email=email),
    "signup": lambda house, email: house.call("signup.sign_up", email=email, password="nine green pears"),
}


@pytest.mark.parametrize("door", DOORS)
def test_known_and_unknown_get_one_answer(house, ada, door):
    opened(house, ada, waitlist=True)
    assert answer(DOORS[door](house, ADA)) == answer(DOORS[door](house, "nobody@acme.test"))
    assert answer(DOORS[door](house, ADA.upper())) == answer(DOORS[door](house, "NOBODY2@acme.test"))


def test_a_second_factor_is_not_told_before_the_password_is_right(house, ada):
    assert house.call("factors.enrol", by=ada).status == 200
    assert answer(DOORS["sign-in"](house, ADA)) == answer(DOORS["sign-in"](house, "nobody@acme.test"))
    wrong = [house.call("signin.mfa_verify", mfa_token=token, code="000000") for token in ("x", "mfa_" + "0" * 49)]
    assert answer(wrong[0]) == answer(wrong[1])


@pytest.mark.slow
@pytest.mark.parametrize("door", DOORS)
def test_known_and_unknown_take_one_time(house, ada, door):
    opened(house, ada, waitlist=True)
    taken = {"known": [], "unknown": []}
    for number in range(ROUNDS):
        for kind, email in (("known", ADA), ("unknown", f"p{number}@acme.test")):
            throttle.tries.clear()
            began = time.process_time()
            DOORS[door](house, email)
            taken[kind].append(time.process_time() - began)
    known, unknown = (statistics.median(taken[kind]) for kind in ("known", "unknown"))
    assert known == pytest.approx(unknown, rel=0.25 if min(known, unknown) < 0.005 else 0.10)
