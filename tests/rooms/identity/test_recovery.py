"""Back in after a forgotten password: one link, one hour, one use, and nothing that tells who has an account."""

import statistics
import time

import pytest

from appliance.kernel.clock import HOUR, MINUTE
from appliance.rooms.identity.recovery import actions
from appliance.rooms.identity.recovery.tables import Asked, ResetLink
from appliance.rooms.mail.tables import Letter
from appliance.store.database import read_now, write_now
from tests.rooms.identity.people import ADA, PASSWORD, newcomer, sign_in
from tests.rooms.identity.test_factors import begun, enrolled

NEW = "another long sentence"


def asked(house, email):
    """Ask for a link, and let the house look at it."""
    reply = house.call("recovery.forgot_password", email=email)
    assert reply.status == 200
    for id_ in read_now(lambda: [row.id for row in Asked.select()]):
        write_now(actions.answer, id_)
    return reply


def letters(house, by):
    return house.call("mail.list_letters", by=by).json["data"]


def token_of(house, by):
    """The token in the newest letter, as an administrator reads it."""
    text = house.call("mail.read_letter", by=by, id=letters(house, by)[0]["id"]).json["text"]
    return next(word for word in text.split() if "/reset/" in word).rpartition("/")[2]


def choose(house, token, password=NEW):
    return house.call("recovery.reset_password", token=token, new_password=password)


@pytest.fixture
def ben(house, ada):
    return newcomer(house, "ben@acme.test")


def test_a_link_gives_a_new_password_and_ends_every_session(house, ada, ben):
    asked(house, "BEN@acme.test")
    assert choose(house, token_of(house, ada)).status == 204
    assert house.call("signin.me", by=ben).error["details"] == {"reason": "revoked"}
    assert house.call("signin.admin_login", email=ben.email, password=PASSWORD).status == 401
    assert sign_in(house, ben.email, NEW).id == ben.id


def test_a_link_works_once(house, ada, ben):
    asked(house, ben.email)
    token = token_of(house, ada)
    assert choose(house, token).status == 204
    assert choose(house, token, "yet another sentence").status == 400


def test_a_used_link_voids_the_others(house, ada, ben):
    asked(house, ben.email)
    first = token_of(house, ada)
    asked(house, ben.email)
    assert choose(house, token_of(house, ada)).status == 204
    assert choose(house, first, "yet another sentence").status == 400


def test_a_link_is_over_after_an_hour(house, clock_hands, ada, ben):
    token = write_now(lambda: actions.make_link(actions.User.get_by_id(ben.id), by=ben.id)[1]).rpartition("/")[2]
    clock_hands.advance(HOUR)
    assert choose(house, token).status == 400


@pytest.mark.parametrize("token", [None, "", [], {}, 0, True, "null", "undefined", "rst_x", ["rst_x"], " ", "%"])
def test_what_is_no_link_is_refused(house, ada, ben, token):
    asked(house, ben.email)
    assert choose(house, token).status in (400, 422)
    assert house.call("recovery.reset_password", new_password=NEW).status == 422
    assert sign_in(house, ben.email).id == ben.id


def test_a_link_of_somebody_suspended_is_void(house, ada, ben):
    asked(house, ben.email)
    token = token_of(house, ada)
    house.call("users.change_user", by=ada, id=ben.id, active=False)
    assert choose(house, token).status == 400


def test_other_tokens_are_no_links(house, ada, ben):
    key = house.call("keys.create_key", by=ben, name="k").json["secret"]
    for token in (ben.token, ben.cookie, key):
        assert choose(house, token).status == 400


def test_a_weak_password_leaves_the_link_as_it_is(house, ada, ben):
    asked(house, ben.email)
    token = token_of(house, ada)
    assert choose(house, token, "password123").status == 422
    assert choose(house, token).status == 204


def test_it_does_not_go_around_the_second_factor(house, ada, ben):
    enrolled(house, ben)
    asked(house, ben.email)
    choose(house, token_of(house, ada))
    begun(house, ben.email, NEW)


def test_known_and_unknown_get_the_same_answer_and_leave_the_same_work(house, ada, ben):
    replies = [house.call("recovery.forgot_password", email=email) for email in (ben.email, "nobody@acme.test")]
    assert {(reply.status, reply.body) for reply in replies} == {(200, replies[0].body)}
    assert len(read_now(lambda: list(Asked.select()))) in (0, 1, 2)  # a lane may have looked at them already


@pytest.mark.alone
def test_known_and_unknown_take_the_same_time(house, ada, ben):
    def took(email):
        begin = time.perf_counter()
        house.call("recovery.forgot_password", email=email)
        return time.perf_counter() - begin

    pairs = [(took(ben.email), took("nobody@acme.test")) for _ in range(15)]
    known, unknown = (statistics.median(times) for times in zip(*pairs, strict=True))
    assert 0.5 < known / unknown < 2


def test_nobody_is_written_to_without_end(house, ada, ben):
    for _ in range(6):
        asked(house, ben.email)
    assert len(letters(house, ada)) == actions.MOST_LINKS


@pytest.mark.parametrize("email", ["nobody@acme.test", "not an address", "guest@acme.test"])
def test_whoever_cannot_sign_in_is_not_written_to(house, ada, email):
    house.call("users.invite_user", by=ada, email="guest@acme.test")
    asked(house, email)
    assert letters(house, ada) == []


def test_neither_token_nor_address_lies_open(house, ada, ben):
    house.call("recovery.forgot_password", email=ben.email)
    rows = read_now(lambda: [row.__data__ for table in (Asked, ResetLink, Letter) for row in table.select()])
    assert "/reset/" not in str(rows)
    assert not [row for row in rows if "recipient" not in row and ben.email in str(row)]


class TestAnAdministratorsLink:
    def test_it_is_shown_once_and_works_once(self, house, ada, ben):
        reply = house.call("recovery.make_reset_link", by=ada, id=ben.id)
        assert reply.status == 200
        token = reply.json["reset_url"].rpartition("/")[2]
        assert choose(house, token).status == 204
        assert choose(house, token).status == 400
        assert letters(house, ada) == []

    def test_it_needs_a_fresh_proof(self, house, clock_hands, ada, ben):
        clock_hands.advance(10 * MINUTE)
        assert house.call("recovery.make_reset_link", by=ada, id=ben.id).code == "REAUTH_REQUIRED"

    def test_nobody_becomes_an_operator_by_it(self, house, ada):
        cleo = newcomer(house, "cleo@acme.test", "admin")
        assert house.call("recovery.make_reset_link", by=cleo, id=ada.id).status == 403
        asked(house, ADA)
        (letter,) = letters(house, cleo)
        assert house.call("mail.read_letter", by=cleo, id=letter["id"]).status == 403
        assert house.call("mail.read_letter", by=ada, id=letter["id"]).status == 200
