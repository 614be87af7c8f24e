"""Service keys: each its own account, as strong as its type, without a seat, gone with its key."""

import pytest

from appliance.kernel import ends
from appliance.kernel.clock import DAY
from appliance.rooms.identity.users.queries import seats_taken
from appliance.store.database import read_now
from tests.rooms.identity.people import newcomer


def mint(house, by, kind="basic", **more):
    return house.call("service_keys.create_service_key", by=by, **({"name": "crawler", "type": kind} | more))


def carried(made):
    return {"X-API-Key": made["secret"]}


def test_each_key_is_its_own_account(house, ada):
    seats = read_now(seats_taken)
    one, two = (mint(house, ada).json for _ in range(2))
    assert one["user_id"] != two["user_id"]
    assert (one["secret"][:8], read_now(seats_taken)) == ("apl_svc_", seats)
    me = house.call("signin.me", headers=carried(one)).json
    assert (me["id"], me["kind"], me["role"]) == (one["user_id"], "service", "editor")
    assert one["secret"] not in house.call("service_keys.list_service_keys", by=ada).body.decode()


@pytest.mark.parametrize("carry", [carried, lambda made: {"Authorization": f"Bearer {made['secret']}"}])
def test_both_headers_carry_it(house, ada, carry):
    assert house.call("signin.me", headers=carry(mint(house, ada).json)).status == 200


@pytest.mark.parametrize(("kind", "users", "bases", "agents"), [
    ("admin", 200, 200, 200), ("basic", 403, 200, 200), ("limited", 403, 403, 200),
])  # fmt: skip
def test_the_type_says_how_far_it_reaches(house, ada, kind, users, bases, agents):
    headers = carried(mint(house, ada, kind).json)
    found = [house.call(call, headers=headers).status
             for call in ("users.list_users", "collections.list_bases", "agents.list_agents")]  # fmt: skip
    assert found == [users, bases, agents]
    assert house.call("agents.create_agent", headers=headers, name="x").status == (403 if kind == "limited" else 201)


def test_an_administrators_key_is_never_an_operator(house, ada):
    shown = house.call("signin.my_permissions", headers=carried(mint(house, ada, "admin").json)).json
    assert (shown["role"], shown["is_operator"]) == ("admin", False)


def test_a_key_does_not_count_as_the_other_administrator(house, ada):
    mint(house, ada, "admin")
    assert house.call("users.remove_user", by=ada, id=ada.id).status == 409


@pytest.mark.parametrize(("call", "body"), [
    ("service_keys.create_service_key", {"name": "x", "type": "basic"}), ("keys.create_key", {"name": "x"}),
    ("tokens.create_token", {"name": "x", "expires_in_days": 7}),
])  # fmt: skip
def test_a_key_mints_nothing(house, ada, call, body):
    assert house.call(call, headers=carried(mint(house, ada, "admin").json), **body).status == 403


def test_a_key_makes_no_key_stronger(house, ada):
    strong, weak = mint(house, ada, "admin").json, mint(house, ada, "limited").json
    for change in ({"type": "admin"}, {"rate_limit": 9}, {"allowed_addresses": []}, {"group_ids": []}):
        changed = house.call("service_keys.change_service_key", headers=carried(strong), id=weak["id"], **change)
        assert changed.status == (200 if change == {"allowed_addresses": []} else 403), change
    assert house.call("service_keys.regenerate_service_key", headers=carried(strong), id=weak["id"]).status == 403


def test_a_changed_type_holds_at_the_next_request(house, ada):
    made = mint(house, ada, "admin").json
    house.call("service_keys.change_service_key", by=ada, id=made["id"], type="limited", name="Reader")
    assert house.call("collections.list_bases", headers=carried(made)).status == 403
    assert house.call("signin.me", headers=carried(made)).json["name"] == "Reader"


def test_the_old_secret_dies_with_the_answer(house, ada):
    made = mint(house, ada).json
    told = []
    stop = ends.hear(told.append)
    fresh = house.call("service_keys.regenerate_service_key", by=ada, id=made["id"]).json
    stop()
    assert told == [made["id"]]
    assert (fresh["id"], fresh["user_id"]) == (made["id"], made["user_id"])
    statuses = [house.call("signin.me", headers=carried(one)).status for one in (made, fresh)]
    assert statuses == [401, 200]


def test_with_the_key_goes_its_account(house, ada):
    made = mint(house, ada).json
    told = []
    stop = ends.hear(told.append)
    assert house.call("service_keys.remove_service_key", by=ada, id=made["id"]).status == 204
    stop()
    assert set(told) == {made["id"], made["user_id"]}
    assert house.call("signin.me", headers=carried(made)).error["details"] == {"reason": "revoked"}
    assert house.call("users.read_user", by=ada, id=made["user_id"]).status == 404
    assert house.call("users.restore_user", by=ada, id=made["user_id"]).status == 404
    assert house.call("service_keys.list_service_keys", by=ada).json["data"] == []


def test_an_account_is_changed_through_its_key(house, ada):
    made = mint(house, ada).json
    assert house.call("users.change_user", by=ada, id=made["user_id"], role="admin").status == 409
    assert house.call("users.remove_user", by=ada, id=made["user_id"]).status == 409
    house.call("users.change_user", by=ada, id=made["user_id"], active=False)
    assert house.call("signin.me", headers=carried(made)).status == 401


def test_a_key_ends_and_has_its_own_limits(house, ada, clock_hands):
    made = mint(house, ada, expires_in_days=7, allowed_addresses=["127.0.0.0/8", "10.1.2.3"]).json
    assert made["allowed_addresses"] == ["127.0.0.0/8", "10.1.2.3/32"]
    assert house.call("signin.me", headers=carried(made)).status == 200
    house.call("service_keys.change_service_key", by=ada, id=made["id"], allowed_addresses=["10.0.0.0/8"])
    assert house.call("signin.me", headers=carried(made)).status == 401
    house.call("service_keys.change_service_key", by=ada, id=made["id"], allowed_addresses=None)
    clock_hands.advance(7 * DAY)
    assert house.call("signin.me", headers=carried(made)).error["details"] == {"reason": "expired"}


@pytest.mark.settings(rate_factor=1.0)
def test_the_limit_of_a_key_is_exact(house, ada):
    made = mint(house, ada, rate_limit=3).json
    assert [house.call("signin.me", headers=carried(made)).status for _ in range(4)] == [200, 200, 200, 429]


def test_a_key_reads_what_its_groups_read(house, ada):
    law = house.call("groups.create_group", by=ada, name="Law").json["id"]
    made = mint(house, ada, group_ids=[law]).json
    base = house.call("collections.create_base", by=ada, name="Cases", visibility="groups", group_ids=[law]).json["id"]
    assert house.call("collections.read_base", headers=carried(made), id=base).status == 200
    house.call("service_keys.change_service_key", by=ada, id=made["id"], group_ids=[])
    assert house.call("collections.read_base", headers=carried(made), id=base).status == 404


@pytest.mark.parametrize("body", [
    {"type": "operator"}, {"type": None}, {"name": ""}, {"rate_limit": 0}, {"allowed_addresses": ["300.0.0.1"]},
    {"allowed_addresses": ["10.0.0.0/99"]}, {"expires_in_days": 0}, {"group_ids": ["grp_x"]},
])  # fmt: skip
def test_a_key_that_makes_no_sense_is_refused(house, ada, body):
    assert mint(house, ada, **body).status == 422


def test_editors_make_none(house, ada):
    assert mint(house, newcomer(house, "e@acme.test")).status == 403
