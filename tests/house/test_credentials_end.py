"""What is presented decides, and once it is revoked no way in is left; nothing else in a request names anybody."""

import time

import pytest

from appliance.store.database import write_now
from tests import make
from tests.house.declared import BY_KEY
from tests.people import PASSWORD

ME = BY_KEY["signin.me"]
LISTS = BY_KEY["collections.list_bases"]


def statuses(town, *people):
    """What everybody gets, by every carrier."""
    return {
        town.send(town.ask(LISTS, person), person, carrier=carrier).status
        for person in people
        for carrier in person.carriers
    }


def hers(town):
    """Cleo and the keys of hers that may look at a list."""
    return town.people.cleo, town.people.kay, town.people.kim


def change(town, **fields):
    ask = town.ask(BY_KEY["users.change_user"], town.people.ada).with_given(id=town.people.cleo.id)
    return town.send(ask.with_body(**fields), town.people.ada)


def test_suspending_ends_every_way_in_at_once(acme):
    assert statuses(acme, *hers(acme)) == {200}
    assert change(acme, active=False).status == 200
    assert statuses(acme, *hers(acme)) == {401}
    assert change(acme, active=True).status == 200
    assert statuses(acme, *hers(acme)) == {401}, "what was ended stays so"


def test_removing_ends_every_way_in_at_once(acme):
    ask = acme.ask(BY_KEY["users.remove_user"], acme.people.ada).with_given(id=acme.people.cleo.id)
    assert acme.send(ask, acme.people.ada).status == 204
    assert statuses(acme, *hers(acme)) == {401}


def test_a_lesser_role_counts_from_the_next_request(acme):
    create = BY_KEY["collections.create_base"]
    asks = [(person, acme.ask(create, person)) for person in (acme.people.cleo, acme.people.kim)]
    assert change(acme, role="viewer").status == 200
    assert {acme.send(ask, person).status for person, ask in asks} == {403}


def test_signing_out_ends_both_faces_of_the_session_and_no_key(acme):
    assert acme.send(acme.ask(BY_KEY["signin.logout"], acme.people.cleo), acme.people.cleo).status == 204
    assert statuses(acme, acme.people.cleo) == {401}
    assert statuses(acme, acme.people.kay, acme.people.kim) == {200}


@pytest.mark.parametrize(("revokes", "left"), [(False, {200}), (True, {401})])
def test_a_new_password_ends_other_sessions_and_keys_when_asked(acme, revokes, left):
    cleo = acme.people.cleo
    signed_in = acme.driven.post("/auth/login", json={"email": cleo.email, "password": PASSWORD}).json["token"]
    other = {"Authorization": f"Bearer {signed_in}"}
    assert acme.driven.get("/auth/user", headers=other).status == 200
    ask = acme.ask(BY_KEY["signin.change_password"], cleo).with_body(revoke_tokens=revokes)
    assert acme.send(ask, cleo).status == 204
    assert acme.driven.get("/auth/user", headers=other).status == 401
    assert statuses(acme, cleo) == {200}
    assert statuses(acme, acme.people.kay, acme.people.kim) == left


def test_a_revoked_key_is_out_at_once(acme):
    kim, cleo = acme.people.kim, acme.people.cleo
    ask = acme.ask(BY_KEY["keys.revoke_key"], cleo).with_given(id=kim.actor.credential_id)
    assert acme.send(ask, kim).status == 204
    assert statuses(acme, kim) == {401}
    assert statuses(acme, cleo, acme.people.kay) == {200}


@pytest.fixture
def live(acme):
    """Opens the live feed of somebody by a carrier, once it is known to run."""
    opened = []

    def listen(person, carrier=""):
        headers = dict(person.carriers[carrier]) if carrier else person.headers
        opened.append(acme.driven.stream("/api/live", headers=headers))
        assert opened[-1].status == 200
        return opened[-1]

    yield listen
    for one in opened:
        one.close()


def send(town, key, by, **given):
    """One call, and when it was answered."""
    reply = town.send(town.ask(BY_KEY[key], by).with_given(**given), by)
    assert reply.status < 300, reply.body
    return time.perf_counter()


REVOKING = {
    "logout": lambda town: send(town, "signin.logout", town.people.cleo),
    "suspend": lambda town: (change(town, active=False), time.perf_counter())[1],
    "delete": lambda town: send(town, "users.remove_user", town.people.ada, id=town.people.cleo.id),
    "revoke": lambda town: send(
        town, "keys.revoke_key", town.people.cleo, id=town.people.kim.actor.credential_id
    ),
}  # fmt: skip
ENDS = {"logout": ("cleo",), "suspend": ("cleo", "kim"), "delete": ("cleo", "kim"), "revoke": ("kim",)}
"""Whose open streams end with it."""


@pytest.mark.parametrize("how", REVOKING)
def test_open_streams_end_within_a_second(acme, live, how):
    streams = {name: live(acme.people[name]) for name in ("cleo", "kim", "dan")}
    answered = REVOKING[how](acme)
    for name in ENDS[how]:
        for _ in streams[name]:
            pass
        assert time.perf_counter() - answered < 1, name
    assert statuses(acme, acme.people.dan) == {200}, "and nobody else's"
    assert {send_status(acme, name) for name in ENDS[how]} == {401}


def send_status(town, name):
    return town.send(town.ask(ME, town.people[name]), town.people[name]).status


def test_a_new_password_ends_the_streams_of_other_sessions(acme, live):
    cleo = acme.people.cleo
    token = acme.driven.post("/auth/login", json={"email": cleo.email, "password": PASSWORD}).json["token"]
    stream = acme.driven.stream("/api/live", headers={"Authorization": f"Bearer {token}"})
    answered = send(acme, "signin.change_password", cleo)
    for _ in stream:
        pass
    assert time.perf_counter() - answered < 1
    stream.close()


def test_a_header_wins_over_the_cookie_and_two_must_agree(acme):
    kim, dan, ask = acme.people.kim, acme.people.dan, acme.ask(ME, acme.people.dan)
    cookie = dan.browser.headers
    assert acme.send(ask, headers=cookie | kim.carriers["Bearer"]).json["id"] == kim.id
    assert acme.send(ask, headers=cookie | {"Authorization": "Bearer nonsense"}).status == 401
    assert acme.send(ask, headers=dict(kim.carriers["Bearer"]) | kim.carriers["X-API-Key"]).status == 200
    assert acme.send(ask, headers=dict(kim.carriers["Bearer"]) | acme.people.kay.carriers["X-API-Key"]).status == 400


def test_nothing_else_says_who_somebody_is(acme):
    kim, ada = acme.people.kim, acme.people.ada
    secret = kim.carriers["X-API-Key"]["X-API-Key"]
    ask = acme.ask(ME, ada)
    for name in ("api_key", "access_token", "token", "key"):
        assert acme.send(ask, query=f"?{name}={secret}").status == 401
    for name in ("X-User", "X-Forwarded-User", "X-Email", "X-User-Id", "X-Auth-Token", "Remote-User"):
        assert acme.send(ask, headers={name: ada.id}).status == 401
    for header in (
        f"Basic {secret}",
        secret,
        f"Token {secret}",
        "Bearer",
        "Bearer ",
        f"Bearer {secret}x",
        "Bearer null",
    ):
        assert acme.send(ask, headers={"Authorization": header}).status == 401


@pytest.mark.parametrize(
    "secret", ["'", "' OR 1=1 --", "apl_key_'", "apl_key_" + "x" * 5000, "apl_pat_x", "eyJ.x.y", "%00"]
)
def test_odd_credentials_are_refused(acme, secret):
    for name in ("X-API-Key", "Authorization"):
        header = secret if name == "X-API-Key" else f"Bearer {secret}"
        assert acme.send(acme.ask(ME, acme.people.nobody), headers={name: header}).status == 401


def test_a_key_with_a_limit_of_its_own_is_held_to_it(acme):
    cleo = acme.people.cleo
    ask = acme.ask(BY_KEY["keys.create_key"], cleo).with_body(rate_limit=3)
    key = {"X-API-Key": acme.send(ask, cleo).json["secret"]}
    with acme.limited(1.0):
        assert [acme.send(acme.ask(ME, cleo), headers=key).status for _ in range(4)] == [200, 200, 200, 429]


def test_what_is_shown_of_a_key_is_not_the_key(acme):
    cleo = acme.people.cleo
    made = acme.send(acme.ask(BY_KEY["keys.create_key"], cleo), cleo).json
    listed = acme.send(acme.ask(BY_KEY["keys.list_keys"], cleo), cleo)
    assert made["secret"] not in listed.body.decode()
    assert made["secret"] not in str(acme.rows())
    assert write_now(lambda: make.ApiKey.get_by_id(made["id"]).display) == made["display"]
