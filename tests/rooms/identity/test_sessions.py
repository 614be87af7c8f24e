"""Sessions slide while they are used, end at their absolute end, and nothing of them is cached."""

import pytest

from appliance.kernel import clock, ends
from appliance.kernel.actor import Credential, Role
from appliance.kernel.clock import DAY, HOUR, MINUTE
from appliance.kernel.problem import Unauthorized
from appliance.rooms.identity.sessions import actions, jobs, touches
from appliance.rooms.identity.sessions.tables import Session
from appliance.rooms.identity.users.tables import User
from appliance.store.database import read_now, write_now
from tests.rooms.identity.people import newcomer, seen, set_up, sign_in

FACES = [Credential.SESSION, Credential.JWT]


def secret(person, face):
    return person.cookie if face is Credential.SESSION else person.token


def reason(kind, text):
    with pytest.raises(Unauthorized) as refused:
        seen(kind, text)
    return refused.value.details["reason"]


def row_of(person):
    return read_now(lambda: Session.get(Session.user_id == person.id))


@pytest.mark.parametrize("face", FACES)
def test_both_faces_are_the_same_session(ada, face):
    actor = seen(face, secret(ada, face))
    assert (actor.id, actor.role, actor.is_operator, actor.credential) == (ada.id, Role.ADMIN, True, face)
    assert actor.session_id == row_of(ada).id
    assert actor.has_session


@pytest.mark.parametrize("face", FACES)
def test_an_unused_one_ends_after_three_days(ada, clock_hands, face):
    clock_hands.advance(72 * HOUR)
    assert reason(face, secret(ada, face)) == "expired"


@pytest.mark.parametrize("face", FACES)
def test_use_keeps_it_alive_until_its_absolute_end(house, clock_hands, face):
    ada = set_up(house)
    for _ in range(29):
        clock_hands.advance(DAY)
        seen(face, secret(ada, face))
    clock_hands.advance(DAY - 1)
    seen(face, secret(ada, face))
    clock_hands.advance(1)
    assert reason(face, secret(ada, face)) == "expired"


@pytest.mark.settings(session_inactivity_hours=1, session_max_days=2)
def test_the_limits_are_settings(house, clock_hands):
    reply = house.call("signin.setup", email="a@b.test", password="a sentence nobody guesses", name="A")
    assert f"Max-Age={2 * 86_400}" in reply.cookies["appliance_session"]
    clock_hands.advance(HOUR)
    assert house.call("signin.me", by=None, headers={"Authorization": f"Bearer {reply.json['token']}"}).status == 401


def test_a_clock_set_back_ends_nothing(ada, clock_hands):
    clock_hands.advance(-5 * 365 * DAY)
    seen(Credential.SESSION, ada.cookie)


def test_use_is_written_at_most_once_a_minute_and_in_batches(clock_hands, ada):
    before = row_of(ada)
    clock_hands.advance(MINUTE - 1)
    seen(Credential.SESSION, ada.cookie)
    assert before.id not in touches.waiting()
    clock_hands.advance(1)
    seen(Credential.SESSION, ada.cookie)
    assert row_of(ada).seen_at == before.seen_at
    jobs.write_touches.body()
    after = row_of(ada)
    assert (after.seen_at, after.version) == (clock.now_ms(), before.version)
    assert read_now(lambda: User.get_by_id(ada.id)).last_seen_at == clock.now_ms()
    assert before.id not in touches.waiting()


def test_logging_out_ends_both_faces_and_what_hangs_on_them(house, ada):
    told = []
    stop = ends.hear(told.append)
    reply = house.call("signin.logout", by=ada)
    stop()
    assert (reply.status, told) == (204, [read_now(lambda: Session.get().id)])
    assert "Max-Age=0" in reply.cookies["appliance_session"]
    assert [reason(face, secret(ada, face)) for face in FACES] == ["revoked", "revoked"]


def test_logging_out_leaves_other_sessions(house, ada):
    other = sign_in(house)
    house.call("signin.logout", by=ada)
    assert house.call("signin.me", by=other).status == 200


def test_every_sign_in_is_a_new_session(house, ada):
    again = sign_in(house)
    assert again.cookie != ada.cookie
    assert read_now(lambda: Session.select().count()) == 2


def test_a_cookie_needs_the_csrf_token(house, ada):
    cookie = {"Cookie": f"appliance_session={ada.cookie}"}
    token = house.call("signin.csrf", headers=cookie).json["csrf_token"]
    assert house.call("signin.logout", headers=cookie).code == "CSRF_FAILED"
    assert house.call("signin.logout", headers=cookie | {"X-CSRF-Token": token[::-1]}).code == "CSRF_FAILED"
    assert house.call("signin.logout", headers=cookie | {"X-CSRF-Token": token}).status == 204


def test_the_token_is_kept_as_a_digest_alone(ada):
    row = row_of(ada)
    assert ada.cookie not in str(row.__data__)
    assert len(row.token_hash) == 32


def test_old_sessions_are_forgotten(ada, clock_hands):
    clock_hands.advance((30 + actions.KEPT_DAYS) * DAY + 1)
    write_now(actions.forget_old)
    assert read_now(lambda: Session.select().count()) == 0


@pytest.mark.settings(operators=("Boss@acme.test",))
def test_operators_are_the_named_administrators(house):
    ada = set_up(house)
    boss = newcomer(house, "boss@acme.test", "admin")
    assert seen(Credential.SESSION, ada.cookie).is_operator is False
    assert seen(Credential.SESSION, boss.cookie).is_operator is True
    house.call("users.change_user", by=ada, id=boss.id, role="editor")
    assert seen(Credential.SESSION, boss.cookie).is_operator is False
