"""Passkeys before a software authenticator that does what it is told: what is let in, and every lie that is not."""

import pytest

from appliance.engines import passkeys as engine
from appliance.kernel.clock import MINUTE
from appliance.rooms.identity.passkeys.events import PasskeyRefused
from appliance.rooms.identity.passkeys.tables import Ceremony, Passkey
from appliance.rooms.identity.users import actions as users
from appliance.rooms.identity.users.tables import User
from appliance.store import ledger
from appliance.store.database import read_now, write_now
from appliance.store.unit import reading_connection
from tests.rooms.identity.people import ADA, PASSWORD, newcomer, person, set_up
from tests.rooms.identity.test_factors import begun, enrolled
from tests.software_key import PRESENT, SoftwareKey, encoded

ORIGIN, HOST = "http://answers.localhost:8080", "answers.localhost"
pytestmark = pytest.mark.settings(public_url=ORIGIN)


def asked(house, key, cookie=None, **more):
    """The question and the cookie of the browser that was asked."""
    reply = house.call(key, **more)
    assert reply.status == 200, reply.body
    lines = [line.partition(";")[0] for name, line in reply.cookies.items() if "passkey" in name]
    return reply.json["options"], {"Cookie": cookie or lines[0]} if lines else {}


def added(house, by, **more):
    held = SoftwareKey(**({"origin": ORIGIN, "host": HOST} | more))
    options, _ = asked(house, "passkeys.ask_new", by=by)
    reply = house.call("passkeys.add_passkey", by=by, **held.made(options, name="Laptop"))
    return held, reply


def sign_in(house, held, **more):
    options, cookie = asked(house, "passkeys.ask_sign_in")
    return house.call("passkeys.sign_in", headers=cookie, **held.proof(options, **more))


def reasons():
    rows = read_now(lambda: ledger.after(reading_connection(), 0))
    return [row.data["reason"] for row in rows if row.name == PasskeyRefused.event_name]


@pytest.fixture
def held(house, ada):
    """A passkey of Ada's."""
    key, reply = added(house, ada)
    assert reply.status == 201, reply.body
    assert (reply.json["name"], reply.json["holds_here"]) == ("Laptop", True)
    return key


def test_a_passkey_signs_in_alone_and_is_a_fresh_proof(house, ada, held):
    enrolled(house, ada)
    reply = sign_in(house, held)
    assert reply.status == 200, reply.body
    ben = person(reply, ADA)
    assert ben.id == ada.id
    assert house.call("factors.remove", by=ben).status == 204


def test_the_question_names_nobody_and_is_of_this_very_host(house, ada, held):
    options, _ = asked(house, "passkeys.ask_sign_in")
    assert (options["rpId"], options["allowCredentials"], options["userVerification"]) == (HOST, [], "required")
    assert len(engine.data(options["challenge"])) == 32


LIES = {
    "another origin": {"origin": "https://evil.test"},
    "an origin below ours": {"origin": "http://x.answers.localhost:8080"},
    "another port": {"origin": "http://answers.localhost:8081"},
    "another scheme": {"origin": "https://answers.localhost:8080"},
    "another host": {"host": "localhost"},
    "nobody was verified": {"flags": PRESENT},
    "nobody was there": {"flags": 0x04},
    "a frame of another site": {"cross_origin": True},
}


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_no_lie_adds_a_passkey(house, ada, lie):
    _, reply = added(house, ada, **LIES[lie])
    assert (reply.status, reply.error["param"]) == (422, "credential")
    assert read_now(lambda: Passkey.select().count()) == 0


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_no_lie_signs_in(house, ada, held, lie):
    for name, value in LIES[lie].items():
        setattr(held, name, value)
    assert sign_in(house, held).status == 401
    assert reasons() == ["proof"]


def test_known_and_unknown_passkeys_are_refused_alike(house, ada, held):
    stranger = SoftwareKey(ORIGIN, HOST, handle=ada.id)
    held.origin = "https://evil.test"
    known, unknown = sign_in(house, held), sign_in(house, stranger)
    assert known.status == unknown.status == 401
    assert known.error["message"] == unknown.error["message"]
    assert reasons() == ["proof", "unknown"]


def test_another_key_under_a_known_id_is_refused(house, ada, held):
    assert sign_in(house, SoftwareKey(ORIGIN, HOST, credential=held.credential, handle=ada.id)).status == 401


def test_a_challenge_is_answered_once(house, ada, held):
    options, cookie = asked(house, "passkeys.ask_sign_in")
    proof = held.proof(options)
    assert house.call("passkeys.sign_in", headers=cookie, **proof).status == 200
    assert house.call("passkeys.sign_in", headers=cookie, **proof).status == 401


def test_a_wrong_answer_uses_the_challenge_up(house, ada, held):
    options, cookie = asked(house, "passkeys.ask_sign_in")
    assert house.call("passkeys.sign_in", headers=cookie, **held.proof(options, signature="AAAA")).status == 401
    assert house.call("passkeys.sign_in", headers=cookie, **held.proof(options)).status == 401


def test_a_challenge_is_answered_by_the_browser_that_was_asked(house, ada, held):
    options, _ = asked(house, "passkeys.ask_sign_in")
    _, other = asked(house, "passkeys.ask_sign_in")
    assert house.call("passkeys.sign_in", headers=other, **held.proof(options)).status == 401
    options, _ = asked(house, "passkeys.ask_sign_in")
    assert house.call("passkeys.sign_in", **held.proof(options)).status == 401


def test_a_challenge_holds_for_five_minutes(house, clock_hands):
    key, _ = added(house, set_up(house))
    options, cookie = asked(house, "passkeys.ask_sign_in")
    clock_hands.advance(5 * MINUTE)
    assert house.call("passkeys.sign_in", headers=cookie, **key.proof(options)).status == 401


def test_a_challenge_that_was_never_asked_is_refused(house, ada, held):
    _, cookie = asked(house, "passkeys.ask_sign_in")
    assert house.call("passkeys.sign_in", headers=cookie, **held.proof({"challenge": encoded(b"x" * 32)})).status == 401


def test_an_answer_to_one_question_is_none_to_another(house, ada, held):
    options, _ = asked(house, "passkeys.ask_confirmation", by=ada)
    assert house.call("passkeys.sign_in", **held.proof(options)).status == 401


def test_a_counter_that_does_not_go_up_is_refused_and_recorded(house, ada, held):
    held.counter = 7
    assert sign_in(house, held).status == 200
    for counter in (7, 6, 0):
        held.counter = counter
        assert sign_in(house, held).status == 401
    assert reasons() == ["counter"] * 3
    held.counter = 8
    assert sign_in(house, held).status == 200


@pytest.mark.parametrize("handle", [None, "usr_00000000000000000000000000", "\x00"])
def test_whose_it_is_has_to_be_said_and_be_true(house, ada, held, handle):
    held.handle = handle
    assert sign_in(house, held).status == 401


def test_the_suspended_and_the_removed_stay_out(house, ada):
    ben = newcomer(house, "ben@acme.test")
    key, _ = added(house, ben)
    house.call("users.change_user", by=ada, id=ben.id, active=False)
    assert sign_in(house, key).status == 401
    house.call("users.change_user", by=ada, id=ben.id, active=True)
    assert sign_in(house, key).status == 200
    house.call("users.remove_user", by=ada, id=ben.id)
    assert sign_in(house, key).status == 401


def test_it_is_a_second_step(house, ada, held):
    enrolled(house, ada)
    token = begun(house)
    options, _ = asked(house, "passkeys.ask_second_step", mfa_token=token)
    assert [one["id"] for one in options["allowCredentials"]] == [encoded(held.credential)]
    proof = held.proof(options)
    assert house.call("passkeys.second_step", mfa_token=begun(house), **proof).status == 401
    options, _ = asked(house, "passkeys.ask_second_step", mfa_token=token)
    assert person(house.call("passkeys.second_step", mfa_token=token, **held.proof(options)), ADA).id == ada.id
    assert house.call("passkeys.ask_second_step", mfa_token=token).status == 401


def test_somebody_elses_is_no_second_step(house, ada, held):
    ben = newcomer(house, "ben@acme.test")
    theirs, _ = added(house, ben)
    enrolled(house, ada)
    token = begun(house)
    options, _ = asked(house, "passkeys.ask_second_step", mfa_token=token)
    assert house.call("passkeys.second_step", mfa_token=token, **theirs.proof(options)).status == 401
    assert "somebody_else" in reasons()


def test_it_is_a_fresh_proof_for_this_session_alone(house, clock_hands):
    ada = set_up(house)
    key, _ = added(house, ada)
    other = person(house.call("signin.admin_login", email=ADA, password=PASSWORD), ADA)
    clock_hands.advance(10 * MINUTE)
    assert house.call("passkeys.ask_new", by=ada).code == "REAUTH_REQUIRED"
    options, _ = asked(house, "passkeys.ask_confirmation", by=ada)
    assert house.call("passkeys.confirm", by=other, **key.proof(options)).status == 422
    options, _ = asked(house, "passkeys.ask_confirmation", by=ada)
    assert house.call("passkeys.confirm", by=ada, **key.proof(options)).status == 200
    assert house.call("passkeys.ask_new", by=ada).status == 200


def test_one_is_added_in_the_session_that_asked(house, ada):
    ben = newcomer(house, "ben@acme.test")
    options, _ = asked(house, "passkeys.ask_new", by=ada)
    assert house.call("passkeys.add_passkey", by=ben, **SoftwareKey(ORIGIN, HOST).made(options)).status == 422


def test_one_is_added_once(house, ada, held):
    options, _ = asked(house, "passkeys.ask_new", by=ada)
    assert [one["id"] for one in options["excludeCredentials"]] == [encoded(held.credential)]
    assert house.call("passkeys.add_passkey", by=ada, **held.made(options)).status == 409


def test_they_are_named_and_taken_away_by_their_owner(house, ada, held):
    ben = newcomer(house, "ben@acme.test")
    (row,) = house.call("passkeys.list_passkeys", by=ada).json["data"]
    assert house.call("passkeys.list_passkeys", by=ben).json["data"] == []
    for key in ("passkeys.change_passkey", "passkeys.remove_passkey"):
        assert house.call(key, by=ben, id=row["id"], **({"name": "x"} if "change" in key else {})).status == 404
    assert house.call("passkeys.change_passkey", by=ada, id=row["id"], name="Key ring").json["name"] == "Key ring"
    assert house.call("passkeys.remove_passkey", by=ada, id=row["id"]).status == 204
    assert sign_in(house, held).status == 401


def test_the_last_way_in_stays(house, ada, held):
    (row,) = house.call("passkeys.list_passkeys", by=ada).json["data"]
    write_now(lambda: User.update(password=None).where(User.id == ada.id).execute())
    assert house.call("passkeys.remove_passkey", by=ada, id=row["id"]).status == 409
    added(house, ada)
    assert house.call("passkeys.remove_passkey", by=ada, id=row["id"]).status == 204


def test_an_administrator_takes_them_away_for_somebody_who_lost_them(house, ada):
    ben = newcomer(house, "ben@acme.test", "admin")
    added(house, ben)
    assert len(house.call("passkeys.list_of_user", by=ada, id=ben.id).json["data"]) == 1
    assert house.call("passkeys.remove_of_user", by=ben, id=ada.id).status == 403
    assert house.call("passkeys.remove_of_user", by=ada, id=ben.id).json == {"removed": 1}
    assert house.call("passkeys.remove_of_user", by=ada, id=ben.id).status == 404


def test_they_go_with_the_person(house, clock_hands):
    ada = set_up(house)
    ben = newcomer(house, "ben@acme.test")
    added(house, ben)
    house.call("users.remove_user", by=ada, id=ben.id)
    clock_hands.advance(31 * 24 * 60 * MINUTE)
    write_now(users.erase_removed)
    assert read_now(lambda: Passkey.select().count() + Ceremony.select().count()) == 0


@pytest.mark.parametrize(("address", "origin"), [
    ("https://a.test", "https://a.test"), ("https://a.test:443/sub", "https://a.test"),
    ("https://a.test:8443", "https://a.test:8443"), ("http://localhost:8080", "http://localhost:8080"),
    ("http://a.test", None), ("https://10.0.0.5", None), ("https://[::1]", None), ("", None),
])  # fmt: skip
def test_where_they_hold(address, origin):
    found = engine.site(address)
    assert (found.origin if found else None) == origin


@pytest.mark.settings(public_url="https://10.0.0.5")
def test_an_address_without_a_name_offers_none(house):
    assert house.call("passkeys.passkey_status").json == {"offered": False, "host": None}
    assert house.call("passkeys.ask_sign_in").status == 409
