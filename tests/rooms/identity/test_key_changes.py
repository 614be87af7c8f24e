"""Keys change: name and limits, a new secret with an overlap, and no key lifts its own limits."""

import pytest

from appliance.kernel import ends
from appliance.kernel.clock import HOUR
from tests.rooms.identity.people import newcomer


@pytest.fixture
def key(house, ada):
    return house.call("keys.create_key", by=ada, name="build", rate_limit=60).json


def carried(made):
    return {"X-API-Key": made["secret"]}


def me(house, made):
    return house.call("signin.me", headers=carried(made))


def rotate(house, by, key, hours):
    return house.call("keys.rotate_key", by=by, id=key["id"], overlap_hours=hours)


@pytest.mark.parametrize("path", ["/api/api-keys", "/api/v1/api-keys"])
def test_a_key_is_read_and_changed_at_both_paths(house, ada, key, path):
    place = f"{path}/{key['id']}"
    assert "secret" not in house.get(place, by=ada).json
    assert house.patch(place, by=ada, json={"name": "nightly"}).json["rate_limit"] == 60
    assert house.put(place, by=ada, json={"name": "nightly"}).json["rate_limit"] is None
    assert house.get(place, by=newcomer(house, "ben@acme.test", "admin")).status == 404


@pytest.mark.parametrize("change", [{"rate_limit": 100}, {"rate_limit": None}, {"allowed_addresses": ["0.0.0.0/0"]}])
def test_no_key_lifts_its_own_limits(house, ada, key, change):
    assert house.call("keys.change_key", headers=carried(key), id=key["id"], **change).status == 403
    assert house.call("keys.replace_key", headers=carried(key), id=key["id"], name="x").status == 403
    assert house.call("keys.change_key", headers=carried(key), id=key["id"], name="renamed").status == 200
    assert house.call("keys.change_key", by=ada, id=key["id"], **change).status == 200


@pytest.mark.parametrize(("networks", "status"), [
    (["127.0.0.1"], 200), (["127.0.0.0/8"], 200), (["10.0.0.0/8", "127.0.0.1/32"], 200), (["10.0.0.0/8"], 401),
    (["::1"], 401), ([], 200),
])  # fmt: skip
def test_a_key_is_used_from_its_networks_alone(house, ada, key, networks, status):
    house.call("keys.change_key", by=ada, id=key["id"], allowed_addresses=networks)
    assert me(house, key).status == status


def test_the_former_secret_holds_for_the_overlap(house, ada, clock_hands, key):
    fresh = rotate(house, ada, key, 24).json
    assert (fresh["id"], fresh["secret"] == key["secret"]) == (key["id"], False)
    clock_hands.advance(24 * HOUR - 1)
    assert [me(house, one).status for one in (key, fresh)] == [200, 200]
    clock_hands.advance(1)
    assert [me(house, one).status for one in (key, fresh)] == [401, 200]
    assert me(house, key).error["details"] == {"reason": "expired"}


def test_without_an_overlap_it_ends_with_the_answer(house, ada, key):
    told = []
    stop = ends.hear(told.append)
    fresh = rotate(house, ada, key, 0).json
    stop()
    assert told == [key["id"]]
    assert [me(house, one).status for one in (key, fresh)] == [401, 200]


def test_a_second_rotation_ends_the_first_secret(house, ada, key):
    second = rotate(house, ada, key, 24).json
    third = rotate(house, ada, key, 24).json
    assert [me(house, one).status for one in (key, second, third)] == [401, 200, 200]


def test_revoking_ends_both_secrets(house, ada, key):
    fresh = rotate(house, ada, key, 24).json
    house.call("keys.revoke_key", by=ada, id=key["id"])
    assert [me(house, one).error["details"]["reason"] for one in (key, fresh)] == ["revoked", "revoked"]


def test_a_key_rotates_nothing(house, key):
    assert house.call("keys.rotate_key", headers=carried(key), id=key["id"], overlap_hours=1).status == 403


@pytest.mark.parametrize("hours", [-1, 721, "1", None, 1.5])
def test_other_overlaps_are_refused(house, ada, key, hours):
    assert rotate(house, ada, key, hours).status == 422
