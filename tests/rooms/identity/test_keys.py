"""Keys: minted by sessions alone, within their owner's rights, shown once, dead at once."""

import pytest

from appliance.kernel import clock, ends
from appliance.kernel.actor import Credential
from appliance.kernel.clock import DAY
from appliance.kernel.problem import Unauthorized
from appliance.rooms.identity.keys import jobs
from appliance.rooms.identity.keys.tables import ApiKey
from appliance.store.database import read_now
from tests.rooms.identity.people import newcomer, seen


def mint(house, by, **more):
    return house.call("keys.create_key", by=by, **({"name": "build"} | more))


def presented(secret):
    return {"X-API-Key": secret}


def test_a_key_is_shown_once(house, ada):
    made = mint(house, ada).json
    assert made["secret"].startswith("apl_key_")
    assert made["display"] == f"apl_key_…{made['secret'][-4:]}"
    listed = house.call("keys.list_keys", by=ada)
    assert made["secret"] not in listed.body.decode()
    assert listed.json["data"][0]["id"] == made["id"]
    assert read_now(lambda: made["secret"] in str(ApiKey.get().__data__)) is False


@pytest.mark.parametrize("path", ["/api/api-keys", "/api/v1/api-keys"])
def test_both_paths_are_one(house, ada, path):
    made = house.post(path, by=ada, json={"name": "k"})
    assert (made.status, made.headers["location"]) == (201, f"/api/api-keys/{made.json['id']}")
    assert house.delete(f"{path}/{made.json['id']}", by=ada).status == 204


@pytest.mark.parametrize("carried", [presented, lambda secret: {"Authorization": f"Bearer {secret}"}])
def test_a_key_acts_as_its_owner_of_this_moment(house, ada, carried):
    ben = newcomer(house, "ben@acme.test", "admin")
    secret = mint(house, ben).json["secret"]
    assert house.call("users.list_users", headers=carried(secret)).status == 200
    house.call("users.change_user", by=ada, id=ben.id, role="viewer")
    assert house.call("users.list_users", headers=carried(secret)).status == 403


def test_a_key_makes_no_other_key(house, ada):
    secret = mint(house, ada).json["secret"]
    reply = house.call("keys.create_key", headers=presented(secret), name="child")
    assert (reply.status, reply.code) == (403, "FORBIDDEN")


def test_a_read_only_key_reads(house, ada):
    secret = mint(house, ada, scope="read_only").json["secret"]
    assert house.call("users.list_users", headers=presented(secret)).status == 200
    reply = house.call("users.invite_user", headers=presented(secret), email="x@acme.test")
    assert (reply.status, reply.code) == (403, "FORBIDDEN")


def test_a_ci_key_reaches_ci_rows_only(house, ada):
    secret = mint(house, ada, scope="ci", ci_scopes=["ci:status"]).json["secret"]
    assert "ci:status" in seen(Credential.KEY, secret).scopes
    assert house.call("signin.me", headers=presented(secret)).status == 403
    assert seen(Credential.KEY, mint(house, ada).json["secret"]).scopes == frozenset()


@pytest.mark.parametrize("body", [
    {"scope": "ci"}, {"scope": "ci", "ci_scopes": []}, {"scope": "full", "ci_scopes": ["ci:deploy"]}, {"scope": "root"},
    {"scope": "ci", "ci_scopes": ["ci:all"]}, {"rate_limit": 0}, {"rate_limit": "5"}, {"expires_in_days": 0}, {"name": " "},
])  # fmt: skip
def test_a_key_that_makes_no_sense_is_refused(house, ada, body):
    assert mint(house, ada, **body).status == 422


def test_a_key_ends_at_its_hour(house, ada, clock_hands):
    secret = mint(house, ada, expires_in_days=7).json["secret"]
    clock_hands.advance(7 * DAY - 1)
    seen(Credential.KEY, secret)
    clock_hands.advance(1)
    with pytest.raises(Unauthorized) as refused:
        seen(Credential.KEY, secret)
    assert refused.value.details["reason"] == "expired"


def test_a_revoked_key_ends_at_once(house, ada):
    made = mint(house, ada).json
    told = []
    stop = ends.hear(told.append)
    house.call("keys.revoke_key", by=ada, id=made["id"])
    stop()
    assert told == [made["id"]]
    reply = house.call("signin.me", headers=presented(made["secret"]))
    assert (reply.status, reply.error["details"]) == (401, {"reason": "revoked"})
    assert house.call("keys.revoke_key", by=ada, id=made["id"]).status == 404


def test_keys_are_their_owners_alone(house, ada):
    ben = newcomer(house, "ben@acme.test", "admin")
    made = mint(house, ben).json
    assert house.call("keys.revoke_key", by=ada, id=made["id"]).status == 404
    assert house.call("keys.list_keys", by=ada).json["data"] == []


def test_last_use_is_kept(house, ada):
    made = mint(house, ada).json
    seen(Credential.KEY, made["secret"])
    jobs.write_uses.body()
    shown = house.call("keys.list_keys", by=ada).json["data"][0]
    assert shown["last_used_address"] == "10.0.0.9"
    assert abs(clock.from_iso(shown["last_used_at"]) - clock.now_ms()) < 60_000


@pytest.mark.settings(rate_factor=1.0)
def test_the_limit_of_a_key_is_exact(house, ada):
    secret = mint(house, ada, rate_limit=3).json["secret"]
    statuses = [house.call("signin.me", headers=presented(secret)).status for _ in range(4)]
    assert statuses == [200, 200, 200, 429]


@pytest.mark.parametrize("secret", [
    "apl_key_", "apl_key_" + "0" * 49, "apl_key_' OR 1=1 --", "apl_key_" + "a" * 1_000_000, "apl_key_\u0660" + "0" * 48, "apl_key_\x00",
])  # fmt: skip
def test_a_made_up_key_is_refused(house, ada, secret):
    with pytest.raises(Unauthorized):
        seen(Credential.KEY, secret)


def test_the_same_request_twice_makes_one_key(house, ada):
    once = {"Idempotency-Key": "k-1"}
    first, second = (house.call("keys.create_key", by=ada, headers=once, name="k") for _ in range(2))
    assert first.json == second.json
    assert second.headers["idempotency-replayed"] == "true"
    assert house.call("keys.list_keys", by=ada).json["pagination"]["total"] == 1
