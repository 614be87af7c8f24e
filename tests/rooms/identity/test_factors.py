"""The second factor: RFC 6238's own figures, codes that work once, tries that end, and a way back for the lost phone."""

import pytest

from appliance.kernel import clock
from appliance.kernel.clock import MINUTE, SECOND
from appliance.rooms.identity.factors import actions, totp
from appliance.rooms.identity.factors.tables import Authenticator, RecoveryCode
from appliance.store.database import read_now
from tests.rooms.identity.people import ADA, PASSWORD, newcomer, person, sign_in

RFC_SECRET = b"12345678901234567890"
RFC_6238 = [
    (59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"),
    (2000000000, "69279037"), (20000000000, "65353130"),
]  # fmt: skip


@pytest.mark.parametrize(("seconds", "expected"), RFC_6238)
def test_codes_are_those_of_the_rfc(seconds, expected):
    assert totp.code(RFC_SECRET, totp.step_at(seconds * SECOND), digits=8) == expected


def now_code(secret, steps=0):
    return totp.code(secret, totp.step_at(clock.now_ms()) + steps)


def unwrapped(view):
    import base64

    text = view["secret"]
    return base64.b32decode(text + "=" * (-len(text) % 8))


def enrolled(house, by):
    """The secret and the recovery codes of a factor in force."""
    secret = unwrapped(house.call("factors.enrol", by=by).json)
    reply = house.call("factors.enrol", by=by, code=now_code(secret))
    assert (reply.status, reply.json["confirmed"]) == (200, True), reply.body
    return secret, reply.json["recovery_codes"]


def begun(house, email=ADA, password=PASSWORD):
    """The token of a sign-in whose password was right."""
    reply = house.call("signin.admin_login", email=email, password=password)
    assert (reply.status, reply.json["mfa_required"]) == (200, True)
    assert "appliance_session" not in reply.cookies
    assert "token" not in reply.json
    return reply.json["mfa_token"]


def verify(house, token, code):
    return house.call("signin.mfa_verify", mfa_token=token, code=code)


@pytest.fixture
def held(house, clock_hands, ada):
    """The hands of the clock, and a factor of Ada's with its secret and recovery codes."""
    secret, codes = enrolled(house, ada)
    clock_hands.advance(MINUTE)
    return clock_hands, secret, codes


def test_it_counts_only_once_a_code_has_confirmed_it(house, ada):
    first = house.call("factors.enrol", by=ada).json
    assert first["uri"].startswith(f"otpauth://totp/Acme:{ADA}?secret={first['secret']}")
    sign_in(house)
    refused = house.call("factors.enrol", by=ada, code="000000")
    assert (refused.status, refused.error["param"]) == (422, "code")
    sign_in(house)
    assert house.call("signin.me", by=ada).json["second_factor"] is False


def test_a_sign_in_takes_both_steps(house, ada, held):
    _, secret, _ = held
    signed_in = person(verify(house, begun(house), now_code(secret)), ADA)
    assert house.call("signin.me", by=signed_in).json["second_factor"] is True


def test_a_form_is_sent_to_the_second_step(house, ada, held):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    reply = house.post("/auth/login", body=f"email={ADA}&password={PASSWORD.replace(' ', '+')}", headers=form)
    assert reply.status == 303
    token = reply.headers["location"].removeprefix("/signin#mfa_token=")
    assert verify(house, token, now_code(held[1])).status == 200
    assert reply.cookies == {}


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_clock_may_be_a_step_off(house, ada, held, steps):
    assert verify(house, begun(house), now_code(held[1], steps)).status == 200


@pytest.mark.parametrize("steps", [-2, 2])
def test_no_further(house, ada, held, steps):
    assert verify(house, begun(house), now_code(held[1], steps)).status == 401


def test_a_code_works_once(house, ada, held):
    code = now_code(held[1])
    assert verify(house, begun(house), code).status == 200
    assert verify(house, begun(house), code).status == 401


def test_a_sign_in_is_finished_once(house, ada, held):
    hands, secret, _ = held
    token = begun(house)
    assert verify(house, token, now_code(secret)).status == 200
    hands.advance(30 * SECOND)
    assert verify(house, token, now_code(secret)).status == 401


def test_five_wrong_codes_end_the_sign_in(house, ada, held):
    token = begun(house)
    assert {verify(house, token, "x").status for _ in range(actions.MOST_TRIES)} == {401}
    assert verify(house, token, now_code(held[1])).status == 401
    assert verify(house, begun(house), now_code(held[1])).status == 200


def test_ten_wrong_codes_close_the_authenticator_for_a_quarter_of_an_hour(house, ada, held):
    hands, secret, codes = held
    for _ in range(2):
        token = begun(house)
        assert {verify(house, token, "000000").status for _ in range(5)} == {401}
    assert verify(house, begun(house), now_code(secret)).status == 401
    assert verify(house, begun(house), codes[0]).status == 200, "a recovery code is still a way in"
    hands.advance(15 * MINUTE)
    assert verify(house, begun(house), now_code(secret)).status == 200


def test_a_sign_in_waits_for_five_minutes(house, ada, held):
    hands, secret, _ = held
    token = begun(house)
    hands.advance(5 * MINUTE)
    assert verify(house, token, now_code(secret)).status == 401


def test_a_password_changed_meanwhile_ends_the_sign_in(house, ada, held):
    token = begun(house)
    house.call("signin.change_password", by=ada, current_password=PASSWORD, new_password="another long sentence")
    assert verify(house, token, now_code(held[1])).status == 401


@pytest.mark.parametrize("token", ["", "x", "mfa_x", None, [], {}])
def test_a_token_that_is_none_is_refused(house, ada, held, token):
    assert verify(house, token, now_code(held[1])).status in (401, 422)


def test_recovery_codes_work_once_each_however_they_are_typed(house, ada, held):
    codes = held[2]
    assert len(set(codes)) == actions.RECOVERY_CODES
    assert verify(house, begun(house), codes[0].upper().replace("-", " ")).status == 200
    assert verify(house, begun(house), codes[0]).status == 401
    assert verify(house, begun(house), codes[1]).status == 200


def test_neither_secret_nor_codes_are_kept_in_the_clear(house, ada, held):
    _, secret, codes = held
    rows = read_now(lambda: [row.__data__ for table in (Authenticator, RecoveryCode) for row in table.select()])
    assert secret not in str(rows).encode()
    assert not [code for code in codes if code.replace("-", "") in str(rows)]
    assert secret not in b"".join(row["sealed"] for row in rows if "sealed" in row)


def test_a_second_one_needs_the_first_removed(house, ada, held):
    assert house.call("factors.enrol", by=ada).status == 409
    assert house.call("factors.remove", by=ada).status == 204
    assert house.call("factors.remove", by=ada).status == 404
    sign_in(house)


def test_adding_and_removing_need_a_fresh_proof(house, ada, held):
    held[0].advance(10 * MINUTE)
    for key in ("factors.enrol", "factors.remove"):
        assert house.call(key, by=ada).code == "REAUTH_REQUIRED"
    assert house.call("signin.confirm", by=ada, code=now_code(held[1])).status == 200
    assert house.call("factors.remove", by=ada).status == 204


def test_an_administrator_helps_whoever_lost_it_and_the_password_is_still_asked(house, ada):
    ben = newcomer(house, "ben@acme.test")
    enrolled(house, ben)
    assert house.call("factors.remove_of_user", by=ada, id=ben.id).status == 204
    assert sign_in(house, ben.email).id == ben.id


def test_nobody_gains_an_operators_rights_by_helping(house, ada):
    enrolled(house, ada)
    ben = newcomer(house, "ben@acme.test", "admin")
    assert house.call("factors.remove_of_user", by=ben, id=ada.id).status == 403
    begun(house)
