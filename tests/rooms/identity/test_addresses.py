"""Another address of one's own: fresh proof, a link to the new one, a notice to the old one."""

import pytest

from appliance.kernel.clock import DAY, MINUTE
from appliance.rooms.mail.queries import text_of
from appliance.rooms.mail.tables import Letter
from appliance.store.database import read_now
from tests.rooms.identity.people import ADA, newcomer, set_up, sign_in

NEW = "lovelace@acme.test"


def letters(to):
    return read_now(lambda: [text_of(row) for row in Letter.select().where(Letter.recipient == to)])


def token_of(to=NEW):
    return next(word for word in letters(to)[-1].split() if "/address/" in word).rpartition("/")[2]


def ask(house, by, email=NEW):
    return house.call("addresses.change_email", by=by, email=email)


def confirm(house, token):
    return house.call("addresses.confirm_email", token=token).status


def test_it_counts_once_the_link_was_opened_and_the_old_one_is_told(house, ada):
    assert ask(house, ada).status == 200
    assert house.call("signin.me", by=ada).json["email"] == ADA
    token = token_of()
    assert [confirm(house, token), confirm(house, token)] == [204, 400]
    assert house.call("signin.me", by=ada).json["email"] == NEW
    assert len(letters(ADA)) == 1
    assert NEW not in letters(ADA)[0]
    assert sign_in(house, NEW).id == ada.id


def test_it_needs_a_fresh_proof(house, clock_hands):
    ada = set_up(house)
    clock_hands.advance(10 * MINUTE)
    assert ask(house, ada).code == "REAUTH_REQUIRED"


def test_a_taken_one_shows_only_to_whoever_opens_the_link(house, ada):
    newcomer(house, "ben@acme.test")
    assert ask(house, ada, "ben@acme.test").status == 200
    assert confirm(house, token_of("ben@acme.test")) == 409
    assert house.call("signin.me", by=ada).json["email"] == ADA


def test_a_link_holds_for_a_day_and_a_newer_one_kills_it(house, clock_hands):
    ada = set_up(house)
    ask(house, ada)
    old = token_of()
    ask(house, ada)
    assert confirm(house, old) == 400
    clock_hands.advance(DAY)
    assert confirm(house, token_of()) == 400


@pytest.mark.parametrize("email", ["", "x", "a@b@c", "a@b\nBcc: x@y.test", None])
def test_what_is_no_address_is_refused(house, ada, email):
    assert ask(house, ada, email).status == 422


def test_the_link_of_an_operators_new_address_is_for_operators(house, ada):
    ben = newcomer(house, "ben@acme.test", "admin")
    ask(house, ada)
    (letter,) = house.call("mail.list_letters", by=ben).json["data"]
    assert house.call("mail.read_letter", by=ben, id=letter["id"]).status == 403


def test_a_time_zone_of_ones_own(house, ada):
    assert house.call("signin.update_profile", by=ada, time_zone="Europe/Berlin").json["time_zone"] == "Europe/Berlin"
    assert house.call("signin.update_profile", by=ada, time_zone="Mars/Olympus").status == 422
