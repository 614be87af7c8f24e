"""A Nextcloud is provisioned once, signs every call, and vouches for its people by their uid, never by an address."""

import base64

import pytest

from appliance.kernel import clock
from appliance.rooms.identity import factors
from appliance.rooms.identity.users.tables import User
from appliance.store.database import read_now, write_now
from tests import make
from tests.rooms.connector.nextcloud import BOOTSTRAP, HANDSHAKE, SYNC, Nextcloud, person

SECRET = "the secret of AppAPI"
APP = {"name": "Cloud", "url": "https://cloud.example.com", "instance_id": "oc1"}


@pytest.fixture
def cloud(house, ada):
    """A Nextcloud that was paired by an administrator."""
    found = Nextcloud(house)
    secret = house.call("connector.open_pairing", by=ada).json["secret"]
    assert found.bootstrap(secret).status == 201
    return found


def app_api(uid="", secret=SECRET):
    return {"Authorization-App-Api": base64.b64encode(f"{uid}:{secret}".encode()).decode()}


def test_an_instance_is_provisioned_once(house, cloud, ada):
    again = house.call("connector.open_pairing", by=ada).json["secret"]
    assert Nextcloud(house).bootstrap(again).code == "CONFLICT"
    assert Nextcloud(house).bootstrap(again, number=2).status == 201


def test_a_pairing_works_once_and_for_a_quarter_of_an_hour(house, ada, clock_hands):
    secret = house.call("connector.open_pairing", by=ada).json["secret"]
    late = house.call("connector.open_pairing", by=ada).json["secret"]
    assert Nextcloud(house).bootstrap(secret).status == 201
    assert Nextcloud(house).bootstrap(secret, number=2).status == 401
    clock_hands.advance(15 * clock.MINUTE)
    assert Nextcloud(house).bootstrap(late, number=2).status == 401


def test_nobody_provisions_anything_without_a_secret(house, ada):
    assert house.post(BOOTSTRAP, json=APP).error["details"] == {"reason": "missing"}
    assert house.post(BOOTSTRAP, json=APP, headers=app_api(secret="")).status == 401
    assert Nextcloud(house).bootstrap("a guess").status == 401


@pytest.mark.settings(connector_secret=SECRET)
def test_app_api_provisions_one_nextcloud_and_speaks_for_its_people(house, ada):
    assert house.post(BOOTSTRAP, json=APP, headers=app_api(secret="wrong")).status == 401
    assert house.post(BOOTSTRAP, json=APP, headers=app_api()).status == 201
    assert (
        house.post(BOOTSTRAP, json=APP | {"instance_id": "oc2", "url": "https://b.test"}, headers=app_api()).status
        == 409
    )
    target = f"{HANDSHAKE}?name=Alice&email=alice@cloud.example"
    assert house.get(target, headers=app_api("alice")).json["user"]["name"] == "Alice"
    assert house.get(target + "&uid=bob", headers=app_api("alice")).status == 400, (
        "the header names one, the query another"
    )
    assert house.get(target, headers=app_api("alice") | {"Ex-App-User-Id": "bob"}).status == 401
    assert house.get(target, headers=app_api("alice", "wrong")).status == 401


@pytest.mark.settings(connector_secret=SECRET)
def test_a_fresh_appliance_gets_its_organisation_from_nextcloud(house):
    reply = house.post(BOOTSTRAP, json=APP, headers=app_api())
    assert (reply.status, reply.json["organisation_name"]) == (201, "Cloud")
    assert house.get("/auth/setup-status").json["bootstrapped"] is False


def test_a_handshake_signs_a_new_person_in_for_a_short_time(house, cloud, clock_hands):
    reply = cloud.shake("uid=alice&name=Alice&email=alice%40cloud.example").json
    headers = {"Authorization": f"Bearer {reply['token']}"}
    me = house.get("/auth/user", headers=headers).json
    assert (me["name"], me["email"], me["role"]) == ("Alice", "alice@cloud.example", "editor")
    assert (reply["consent_required"], reply["consent_version"]) == (True, "1")
    assert cloud.shake("uid=alice").json["user"]["id"] == me["id"], "the uid is who it is"
    clock_hands.advance(300 * clock.SECOND)
    assert house.get("/auth/user", headers=headers).error["details"] == {"reason": "expired"}


def test_an_address_leads_to_nobodys_account(house, cloud, cleo):
    reply = cloud.shake("uid=cleo&name=Cleo&email=cleo%40example.com")
    assert (reply.status, reply.error["details"]["reason"]) == (403, "unverified_email")
    assert cloud.tell(person(1, "cleo", email="cleo@example.com")) == ["unverified_email"]


def test_a_uid_beside_the_signature_names_nobody(house, cloud):
    headers = cloud.signed("GET", HANDSHAKE)
    forged = {"X-Nextcloud-Uid": "alice", "Ex-App-User-Id": "alice", "X-Forwarded-User": "alice", "X-User": "alice"}
    assert house.get(HANDSHAKE, headers=headers | forged).status == 400
    headers = cloud.signed("GET", f"{HANDSHAKE}?uid=alice")
    assert house.get(f"{HANDSHAKE}?uid=bob", headers=headers).status == 401


def test_what_every_way_in_asks_is_asked_here(house, cloud, ada):
    user_id = cloud.shake("uid=alice&name=Alice&email=alice%40cloud.example").json["user"]["id"]
    write_now(lambda: make.factor(make.Actor(user_id, ada.org_id)))
    assert cloud.shake("uid=alice").code == "MFA_REQUIRED"
    house.call("connector.change_instance", by=ada, id=cloud.id, does_second_factor=True)
    assert cloud.shake("uid=alice").status == 200
    house.call("users.change_user", by=ada, id=user_id, active=False)
    assert cloud.shake("uid=alice").error["details"] == {"reason": "suspended"}
    house.call("connector.change_instance", by=ada, id=cloud.id, creates_people=False)
    assert cloud.shake("uid=new&email=new%40cloud.example").error["details"] == {"reason": "unknown"}
    assert read_now(lambda: factors.has_factor(user_id))


def test_a_rotated_key_holds_for_a_day_and_dies_when_it_is_told_to(house, cloud, ada, clock_hands):
    old = cloud.key
    cloud.key = house.call("connector.rotate_key", by=ada, id=cloud.id).json["tenant_key"]
    assert [cloud.send("POST", SYNC, {"events": [person(1, "al")]}, key=key).status for key in (old, cloud.key)] == [
        200,
        200,
    ]
    clock_hands.advance(clock.DAY)
    assert cloud.send("POST", SYNC, {"events": [person(1, "al")]}, key=old).status == 401
    house.call("connector.rotate_key", by=ada, id=cloud.id, at_once=True)
    assert cloud.send("POST", SYNC, {"events": [person(1, "al")]}).status == 401


def test_keys_and_the_panel_are_for_signed_in_administrators(house, cloud, ada, eve, people):
    row = house.call("connector.list_instances", by=ada).json["data"][0]
    assert (row["name"], row["people"], row["synced_at"]) == ("Cloud", 0, None)
    assert "key" not in row
    assert "sealed" not in row
    assert house.call("connector.list_instances", by=eve).json["data"] == []
    assert house.call("connector.open_pairing", by=people["kim"]).status == 403


def test_parting_ends_tokens_and_leaves_people_and_groups(house, cloud, ada):
    reply = cloud.shake("uid=alice&name=Alice&email=alice%40cloud.example").json
    assert house.call("connector.remove_instance", by=ada, id=cloud.id).status == 204
    assert house.get("/auth/user", headers={"Authorization": f"Bearer {reply['token']}"}).status == 401
    assert cloud.shake("uid=alice").status == 401
    assert read_now(lambda: User.get_by_id(reply["user"]["id"]).active)
