"""Invitations: mailed and shown, listed, renewed, withdrawn; one link at a time, for 14 days, once."""

import pytest

from appliance.kernel.clock import DAY
from appliance.rooms.mail.queries import text_of
from appliance.rooms.mail.tables import Letter
from appliance.store.database import read_now
from tests.rooms.identity.people import set_up, sign_in

BEN = "ben@acme.test"
SENT = pytest.mark.settings(smtp_url="smtp://127.0.0.1:9?tls=none")


def invited(house, by):
    reply = house.call("users.invite_user", by=by, email=BEN, name="Ben").json
    return reply["id"], reply["invite_url"].rpartition("/")[2]


def opened(house, token):
    return house.call("signin.invitation", token=token).status


def listed(house, by):
    return house.call("users.list_invitations", by=by).json["data"]


def accept(house, token):
    return house.call("signin.accept_invitation", token=token, name="Ben", password="a garden full of snails").status


@SENT
def test_the_link_is_mailed_and_shown(house, ada):
    _, token = invited(house, ada)
    (text,) = read_now(lambda: [text_of(row) for row in Letter.select().where(Letter.recipient == BEN)])
    assert f"/invite/{token}" in text
    assert "Ada" in text


def test_without_a_mail_server_it_is_shown_alone(house, ada):
    invited(house, ada)
    assert house.call("mail.list_letters", by=ada).json["data"] == []


def test_open_ones_are_listed_until_they_are_followed(house, ada):
    id_, token = invited(house, ada)
    (row,) = listed(house, ada)
    assert (row["user_id"], row["email"], row["state"], row["invited_by"]) == (id_, BEN, "open", "Ada")
    assert [accept(house, token), accept(house, token)] == [200, 404]
    assert listed(house, ada) == []


def test_a_new_link_kills_the_old_one(house, clock_hands):
    ada = set_up(house)
    id_, old = invited(house, ada)
    clock_hands.advance(14 * DAY - 1)
    assert opened(house, old) == 200
    clock_hands.advance(1)
    assert opened(house, old) == 404
    ada = sign_in(house)
    assert listed(house, ada)[0]["state"] == "expired"
    new = house.call("users.renew_invitation", by=ada, id=id_).json["invite_url"].rpartition("/")[2]
    assert [opened(house, old), opened(house, new), len(listed(house, ada))] == [404, 200, 1]


def test_a_withdrawn_one_frees_address_and_seat(house, ada):
    id_, token = invited(house, ada)
    assert house.call("users.withdraw_invitation", by=ada, id=id_).status == 204
    assert (opened(house, token), listed(house, ada)) == (404, [])
    assert house.call("licensing.seats", by=ada).json["used"] == 1
    invited(house, ada)


def test_whoever_has_joined_is_not_invited_again(house, ada):
    id_, token = invited(house, ada)
    accept(house, token)
    for key in ("users.renew_invitation", "users.withdraw_invitation"):
        assert house.call(key, by=ada, id=id_).status == 404


def test_seats_have_names(house, ada):
    invited(house, ada)
    found = house.call("licensing.seats", by=ada).json
    assert [one["name"] for one in found["people"]] == ["Ada", "Ben"]
    assert (found["used"], found["limit"], [one["beyond"] for one in found["people"]]) == (2, 10, [False, False])
