"""The rules of provisioning: who may, what is never touched, seats, conflicts, and refusals in SCIM's own shape."""

import pytest

from appliance.kernel import ends
from appliance.rooms.identity.users.queries import seats_taken
from appliance.store.database import read_now
from tests.rooms.identity.people import ADA, newcomer
from tests.rooms.identity.scim.conftest import SCIM, Directory, refused


def replace(**value):
    return {"Operations": [{"op": "replace", "value": value}]}


def test_refusals_of_the_gate_are_in_the_protocols_shape(house, ada, directory):
    for headers in ({}, {"Authorization": "Bearer apl_svc_wrong"}):
        reply = house.send("GET", "/scim/v2/Users", headers=headers)
        assert refused(reply, 401)
        assert (reply.headers["content-type"], reply.headers["www-authenticate"]) == (SCIM, "Bearer")
    weak = house.call("service_keys.create_service_key", by=ada, name="x", type="basic").json["secret"]
    assert refused(Directory(house, weak).send("GET", "/Users"), 403)
    assert refused(house.send("POST", "/scim/v2/Users", body=b"{", headers=directory.headers), 400, "invalidSyntax")
    assert refused(house.send("POST", "/scim/v2/Users", body=b"{}", headers=directory.headers), 400, "invalidValue")
    for path in ("/scim/v2/Nothing", "/scim/v2/Users/7d1f5a3c-8a51-4b5e-9d3c-2f3d8c7a1b2e", "/scim/v1/Users"):
        assert refused(house.send("GET", path, headers=directory.headers), 404)
    assert refused(house.send("DELETE", "/scim/v2/Users", headers=directory.headers), 405)


@pytest.mark.settings(rate_factor=1.0)
def test_what_is_over_the_rate_is_refused_in_it_too(house, ada):
    made = house.call("service_keys.create_service_key", by=ada, name="x", type="admin", rate_limit=1).json
    hasty = Directory(house, made["secret"])
    assert hasty.send("GET", "/Users").status == 200
    assert refused(hasty.send("GET", "/Users"), 429)


@pytest.mark.parametrize(
    "media_type", ["application/scim+json", "application/scim+json; charset=utf-8", "application/json"]
)
def test_both_media_types_are_taken(directory, media_type):
    reply = directory.send("POST", "/Users", {"userName": "x@acme.test"}, **{"Content-Type": media_type})
    assert (reply.status, reply.headers["content-type"]) == (201, SCIM)


NO_PEOPLE = [
    {"userName": "no address"}, {"userName": ""}, {"displayName": "x"}, {"userName": "a@b.test", "active": "maybe"},
    {"userName": "a@b.test", "displayName": "x" * 300}, {"userName": "a@b.test", "emails": "x"},
    {"userName": "a@b.test", "emails": [{"value": 7}]}, {"userName": 7}, {"userName": "nul\x00@b.test"},
]  # fmt: skip


def test_people_that_make_no_sense_are_refused(directory):
    for body in NO_PEOPLE:
        assert refused(directory.send("POST", "/Users", body), 400, "invalidValue"), body


def test_names_of_attributes_fold_their_case(directory):
    made = directory.send("POST", "/Users", {"USERNAME": "x@acme.test", "DisplayName": "X", "Active": "False"}).json
    assert (made["userName"], made["displayName"], made["active"]) == ("x@acme.test", "X", False)


def test_what_is_taken_is_a_conflict(house, directory):
    directory.person("one@acme.test", externalId="1")
    other = directory.person("two@acme.test", externalId="2")
    for body in ({"userName": "ONE@acme.test"}, {"userName": ADA}, {"userName": "three@acme.test", "externalId": "1"}):
        assert refused(directory.send("POST", "/Users", body), 409, "uniqueness")
    for body in (replace(userName="one@acme.test"), replace(externalId="1")):
        assert refused(directory.send("PATCH", f"/Users/{other['id']}", body), 409, "uniqueness")
    directory.group("Law")
    assert refused(directory.send("POST", "/Groups", {"displayName": "Law"}), 409, "uniqueness")
    assert directory.send("DELETE", f"/Users/{other['id']}").status == 204
    assert directory.person("two@acme.test", externalId="2")["id"] != other["id"]


def test_seats_are_counted_in_the_change(house, directory):
    for number in range(9):
        directory.person(f"p{number}@acme.test")
    assert read_now(seats_taken) == 10
    assert refused(directory.send("POST", "/Users", {"userName": "late@acme.test"}), 402)
    idle = directory.person("idle@acme.test", active=False)
    assert refused(directory.send("PATCH", f"/Users/{idle['id']}", replace(active=True)), 402)
    assert directory.found("active eq false") == ["idle@acme.test"]


def test_a_suspended_person_is_out_at_once(house, ada, directory):
    cleo = newcomer(house, "cleo@acme.test")
    told = []
    stop = ends.hear(told.append)
    assert directory.send("PATCH", f"/Users/{cleo.id}", replace(active=False)).json["active"] is False
    stop()
    assert told == [cleo.id]
    assert house.call("signin.me", by=cleo).status == 401


@pytest.mark.parametrize(
    "body",
    [
        replace(active=False),
        replace(active="False"),
        replace(userName="new@acme.test"),
        replace(roles=[{"value": "viewer"}]),
    ],
)
def test_an_operator_is_never_touched(directory, ada, body):
    assert refused(directory.send("PATCH", f"/Users/{ada.id}", body), 403)
    assert refused(directory.send("DELETE", f"/Users/{ada.id}"), 403)
    shown = directory.send("PATCH", f"/Users/{ada.id}", replace(title="Founder")).json
    assert (shown["active"], shown["title"], shown["userName"]) == (True, "Founder", ADA)


@pytest.mark.settings(operators=("root@acme.test",))
def test_nobody_becomes_an_operator_by_their_address(house, directory):
    assert refused(directory.send("POST", "/Users", {"userName": "Root@acme.test", "roles": [{"value": "admin"}]}), 403)
    other = directory.person("other@acme.test")
    assert refused(directory.send("PATCH", f"/Users/{other['id']}", replace(userName="root@acme.test")), 403)


def test_service_accounts_are_not_there(house, ada, directory):
    key = house.call("service_keys.create_service_key", by=ada, name="Crawler", type="basic").json
    assert directory.send("GET", f"/Users/{key['user_id']}").status == 404
    assert directory.found('displayName co "rawl"') == []
    law = directory.send("POST", "/Groups", {"displayName": "Law", "members": [{"value": key["user_id"]}]})
    assert refused(law, 400, "invalidValue")


def test_a_replacement_keeps_what_gives_rights(directory):
    made = directory.person("x@acme.test", active=False, roles=[{"value": "viewer"}], title="Clerk")
    changed = directory.send("PUT", f"/Users/{made['id']}", {"userName": "x@acme.test"}).json
    assert (changed["active"], changed["roles"][0]["value"], "title" in changed) == (False, "viewer", False)


def test_versions_guard_against_lost_updates(directory):
    made = directory.person("x@acme.test")
    first = made["meta"]["version"]
    changed = directory.send("PATCH", f"/Users/{made['id']}", replace(title="A"), **{"If-Match": f"W/{first}"})
    assert (changed.status, changed.headers["etag"]) == (200, changed.json["meta"]["version"])
    assert refused(directory.send("PATCH", f"/Users/{made['id']}", replace(title="B"), **{"If-Match": first}), 412)


NO_OPERATIONS = [
    ({"op": "remove"}, "noTarget"), ({"op": "replace", "path": "id", "value": "x"}, "mutability"),
    ({"op": "add", "path": "groups", "value": [{"value": "x"}]}, "mutability"),
    ({"op": "replace", "path": "nothing", "value": "x"}, "invalidPath"),
    ({"op": "replace", "path": "emails[type eq", "value": "x"}, "invalidPath"),
    ({"op": "replace", "path": "emails[type[x eq 1] eq 2]", "value": "x"}, "invalidPath"),
    ({"op": "move", "path": "title", "value": "x"}, "invalidValue"), ({"op": "add", "value": "x"}, "invalidValue"),
    ({"op": "replace", "path": "userName", "value": "no address"}, "invalidValue"),
    ({"op": "remove", "path": "userName"}, "invalidValue"),
]  # fmt: skip


def test_operations_that_make_no_sense_change_nothing(directory):
    made = directory.person("x@acme.test", title="Clerk")
    for operation, scim_type in NO_OPERATIONS:
        body = {"Operations": [{"op": "replace", "path": "title", "value": "Boss"}, operation]}
        assert refused(directory.send("PATCH", f"/Users/{made['id']}", body), 400, scim_type), operation
        assert directory.send("GET", f"/Users/{made['id']}").json["title"] == "Clerk"


def test_other_organisations_are_not_there(house, people, eve):
    own = house.call("service_keys.create_service_key", by=eve.browser, name="D", type="admin").json
    foreign = Directory(house, own["secret"])
    names = foreign.found("userName pr")
    assert "eve@example.com" in names
    assert "cleo@example.com" not in names
    cleo = people["cleo"]
    assert foreign.send("GET", f"/Users/{cleo.id}").status == 404
    law = {"displayName": "Law", "members": [{"value": cleo.id}]}
    assert refused(foreign.send("POST", "/Groups", law), 400, "invalidValue")


def test_the_page_is_told_how_it_goes(house, ada, directory):
    assert house.call("scim.provisioning", by=ada).json["people"] == 0
    made = directory.person("x@acme.test", active=False)
    directory.group("Law", made["id"])
    told = house.call("scim.provisioning", by=ada).json
    assert (told["people"], told["suspended"], told["groups"]) == (1, 1, 1)
    assert told["base_url"].endswith("/scim/v2")
    assert told["last_call_at"] is not None


def test_a_group_says_who_keeps_it(house, ada, directory):
    directory.group("Law")
    house.call("groups.create_group", by=ada, name="Ours")
    kept = {one["name"]: one["managed_by"] for one in house.call("groups.list_groups", by=ada).json["data"]}
    assert kept == {"Law": "scim", "Ours": None}
