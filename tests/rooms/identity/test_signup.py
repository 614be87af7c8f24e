"""Registration: closed at first, open for whom an administrator says, once the address is proven, or by a list."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from appliance.kernel.clock import DAY
from appliance.rooms.identity import orgs
from appliance.rooms.identity.groups.tables import Group
from appliance.rooms.identity.signup import actions
from appliance.rooms.identity.signup.tables import Applicant, Unproven
from appliance.rooms.identity.users.tables import User
from appliance.rooms.mail.queries import text_of
from appliance.rooms.mail.tables import Letter
from appliance.store.database import read_now, write_now
from tests.rooms.identity.people import ADA, newcomer, person, set_up, sign_in

pytestmark = pytest.mark.settings(smtp_url="smtp://127.0.0.1:9?tls=none")
PATHS = ("/auth/signup", "/api/v1/auth/register")
GINA = {"email": "gina@acme.test", "password": "a garden full of snails", "name": "Gina"}


def settle(house, by, **settings):
    reply = house.call("signup.change_settings", by=by, **settings)
    assert reply.status == 200, reply.body
    return reply.json


def asked(house, **more):
    return house.call("signup.sign_up", **(GINA | more))


def links(house, to):
    """The tokens of the letters to an address, the newest first."""
    texts = read_now(lambda: [text_of(row) for row in Letter.select().where(Letter.recipient == to)])
    return [word.rpartition("/")[2] for text in reversed(texts) for word in text.split() if "/confirm/" in word][::2]


def sign_up(house, **more):
    """Register and, where a link was sent, open it."""
    reply = asked(house, **more)
    if reply.status != 202 or reply.json["reason"] != "confirmation":
        return reply
    return house.call("signup.confirm_signup", token=links(house, (GINA | more)["email"])[0])


def waiting(house, by):
    return house.call("signup.list_waiting", by=by).json["data"]


@pytest.mark.parametrize("path", PATHS)
def test_it_is_closed_until_it_is_opened(house, ada, path):
    assert house.call("signup.signup_status").json == {"open": False, "waitlist": False}
    assert house.post(path, json=GINA).status == 403
    settle(house, ada, open=True)
    assert house.call("signup.signup_status").json == {"open": True, "waitlist": False}
    assert house.post(path, json=GINA).json["reason"] == "confirmation"
    assert house.call("signin.admin_login", email=GINA["email"], password=GINA["password"]).status == 401
    assert read_now(lambda: User.select().count()) == 1
    token = links(house, GINA["email"])[0]
    gina = person(house.call("signup.confirm_signup", token=token), GINA["email"])
    assert house.call("signup.confirm_signup", token=token).status == 400
    assert house.call("signin.me", by=gina).json["role"] == "editor"
    assert sign_in(house, GINA["email"], GINA["password"]).id == gina.id


def test_an_unproven_address_is_nobodys(house, ada):
    settle(house, ada, open=True)
    assert [asked(house).status, asked(house, password="a second pair of snails").status] == [202, 202]
    second, first = links(house, GINA["email"])
    assert house.call("signup.confirm_signup", token=first).status == 400, "the newer one counts"
    house.call("users.invite_user", by=ada, email=GINA["email"])
    assert house.call("signup.confirm_signup", token=second).status == 409


def test_a_link_holds_for_a_day(house, clock_hands):
    ada = set_up(house)
    settle(house, ada, open=True)
    asked(house)
    clock_hands.advance(DAY)
    assert house.call("signup.confirm_signup", token=links(house, GINA["email"])[0]).status == 400
    write_now(actions.forget_old)
    assert read_now(lambda: Unproven.select().count()) == 0


@pytest.mark.settings(smtp_url="")
def test_without_a_mail_server_an_administrator_lets_them_in(house, ada):
    settle(house, ada, open=True)
    assert asked(house).json["reason"] == "approval"
    (row,) = waiting(house, ada)
    house.call("signup.approve", by=ada, user_id=row["id"])
    sign_in(house, GINA["email"], GINA["password"])


def test_a_taken_address_is_a_conflict(house, ada):
    settle(house, ada, open=True)
    assert sign_up(house, email=ADA.upper()).status == 409


def test_only_the_named_domains_come_in(house, ada):
    assert settle(house, ada, open=True, domains=["@ACME.test"])["domains"] == ["acme.test"]
    for email in ("x@evil.test", "x@acme.test.evil.test", "x@sub.acme.test", "acme.test@evil.test"):
        assert sign_up(house, email=email).status == 403, email
    assert sign_up(house, email="Gina@Acme.Test").status == 201


def test_whoever_comes_gets_the_default_role_and_groups(house, ada):
    group = write_now(lambda: Group.add(org_id=orgs.the_org().id, name="New").id)
    settle(house, ada, open=True, default_role="viewer", default_group_ids=[group])
    user = sign_up(house).json["user"]
    assert (user["role"], [one["id"] for one in user["groups"]]) == ("viewer", [group])


@pytest.mark.parametrize("settings", [
    {"default_role": "admin"}, {"default_group_ids": ["grp_00000000000000000000000000"]}, {"domains": ["x y"]},
    {"domains": ["a@b.c"]}, {"open": "maybe"},
])  # fmt: skip
def test_settings_that_cannot_be_are_refused(house, ada, settings):
    assert house.call("signup.change_settings", by=ada, **settings).status == 422


def test_only_the_keys_that_are_sent_change(house, ada):
    settle(house, ada, open=True, domains=["acme.test"])
    assert settle(house, ada, waitlist=True)["domains"] == ["acme.test"]
    assert settle(house, ada, domains=None)["domains"] == []


def test_nobody_gives_themselves_a_role(house, ada):
    settle(house, ada, open=True)
    assert sign_up(house, role="admin", organisation_id="org_x").json["user"]["role"] == "editor"


def test_a_weak_password_is_refused(house, ada):
    settle(house, ada, open=True)
    assert sign_up(house, password="password123").status == 422


class TestTheList:
    def test_whoever_registers_waits_and_comes_in_with_their_password(self, house, ada):
        settle(house, ada, open=True, waitlist=True)
        assert asked(house).json["reason"] == "confirmation"
        assert waiting(house, ada) == []
        reply = sign_up(house)
        assert (reply.status, reply.json["pending"], reply.cookies) == (202, True, {})
        assert house.call("signin.admin_login", email=GINA["email"], password=GINA["password"]).status == 401
        (row,) = waiting(house, ada)
        assert (row["email"], row["name"], row["has_password"]) == ("gina@acme.test", "Gina", True)
        approved = house.call("signup.approve", by=ada, user_id=row["id"]).json
        assert approved["invite_url"] is None
        assert sign_in(house, GINA["email"], GINA["password"]).id == approved["user"]["id"]
        assert waiting(house, ada) == []

    def test_whoever_only_asks_is_invited(self, house, ada):
        settle(house, ada, waitlist=True)
        assert house.call("signup.pending_signup", email=GINA["email"]).status == 200
        (row,) = waiting(house, ada)
        url = house.call("signup.approve", by=ada, user_id=row["id"]).json["invite_url"]
        accepted = house.call(
            "signin.accept_invitation", token=url.rpartition("/")[2], name="G", password=GINA["password"]
        )
        assert accepted.status == 200

    def test_asking_tells_nobody_who_is_here(self, house, ada):
        settle(house, ada, waitlist=True)
        replies = [house.call("signup.pending_signup", email=email) for email in (ADA, "new@x.test", "new@x.test")]
        assert {(reply.status, reply.body) for reply in replies} == {(200, replies[0].body)}
        assert [row["email"] for row in waiting(house, ada)] == ["new@x.test"]

    def test_there_is_none_unless_it_is_said(self, house, ada):
        settle(house, ada, open=True)
        assert house.call("signup.pending_signup", email=GINA["email"]).status == 403

    def test_whoever_is_rejected_leaves_nothing(self, house, ada):
        settle(house, ada, waitlist=True)
        house.call("signup.pending_signup", email=GINA["email"])
        (row,) = waiting(house, ada)
        assert house.call("signup.reject", by=ada, user_id=row["id"]).status == 204
        assert read_now(lambda: Applicant.select().count()) == 0
        assert house.call("signup.approve", by=ada, user_id=row["id"]).status == 404

    def test_it_is_for_administrators(self, house, ada):
        ben = newcomer(house, "ben@acme.test")
        for key in ("signup.list_waiting", "signup.read_settings", "signup.change_settings"):
            assert house.call(key, by=ben).status == 403

    def test_the_seat_is_taken_when_they_come_in(self, house, ada):
        settle(house, ada, waitlist=True)
        house.call("signup.pending_signup", email="eleventh@x.test")
        for number in range(9):
            newcomer(house, f"p{number}@acme.test")
        (row,) = waiting(house, ada)
        assert house.call("signup.approve", by=ada, user_id=row["id"]).status == 402
        assert len(waiting(house, ada)) == 1


def test_of_many_at_once_one_gets_the_last_seat(house, ada):
    settle(house, ada, open=True)
    for number in range(8):
        newcomer(house, f"p{number}@acme.test")

    for number in range(6):
        assert asked(house, email=f"late{number}@acme.test").status == 202
    tokens = [links(house, f"late{number}@acme.test")[0] for number in range(6)]

    def come(number):
        return house.call("signup.confirm_signup", token=tokens[number]).status

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(come, range(6))) == [201] + [402] * 5
    assert read_now(lambda: User.select().count()) == 10


def test_organisations_are_named_only_when_they_allow_it(house, ada):
    assert house.call("signup.public_organisations").json["data"] == []
    house.call("orgs.change_organisation", by=ada, public_chat=True)
    assert [one["name"] for one in house.call("signup.public_organisations").json["data"]] == ["Acme"]
