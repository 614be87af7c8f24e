"""Groups: named once, nested one deep, and whoever is put in or taken out is so at the next request."""

import pytest

from appliance.kernel.actor import Credential
from appliance.store.database import read_now
from tests.rooms.identity.people import newcomer, seen

GROUPS = "/api/organisation/groups"


@pytest.fixture
def ben(house, ada):
    return newcomer(house, "ben@acme.test")


def make(house, by, name, **more):
    return house.call("groups.create_group", by=by, name=name, **more)


def join(house, by, group_id, *people):
    return house.call("users.add_members", by=by, id=group_id, user_ids=[one.id for one in people])


@pytest.mark.parametrize("path", [GROUPS, "/api/v1/groups"])
def test_both_paths_are_one(house, ada, path):
    made = house.post(path, by=ada, json={"name": "Law"})
    assert (made.status, made.headers["location"]) == (201, f"{GROUPS}/{made.json['id']}")
    place = f"{path}/{made.json['id']}"
    assert house.get(place, by=ada).json["name"] == "Law"
    assert house.patch(place, by=ada, json={"description": "Lawyers"}).json["description"] == "Lawyers"
    assert house.put(place, by=ada, json={"name": "Legal"}).json["description"] is None
    assert house.delete(place, by=ada).status == 204
    assert house.get(place, by=ada).status == 404


def test_a_member_has_the_groups_rights_from_the_next_request_on(house, ada, ben):
    law = make(house, ada, "Law").json["id"]
    base = house.call("collections.create_base", by=ada, name="Cases", visibility="groups", group_ids=[law]).json["id"]
    assert house.call("collections.read_base", by=ben, id=base).status == 404
    joined = join(house, ada, law, ben)
    assert (joined.status, joined.headers["location"]) == (201, f"{GROUPS}/{law}")
    assert house.call("collections.read_base", by=ben, id=base).status == 200
    assert house.call("users.remove_member", by=ada, id=law, user_id=ben.id).status == 204
    assert house.call("collections.read_base", by=ben, id=base).status == 404
    assert house.call("users.remove_member", by=ada, id=law, user_id=ben.id).status == 404


def test_a_member_of_a_group_is_in_the_group_around_it(house, ada, ben):
    firm = make(house, ada, "Firm").json["id"]
    law = make(house, ada, "Law", parent_id=firm).json["id"]
    join(house, ada, law, ben)
    assert set(seen(Credential.JWT, ben.token).group_ids) == {law, firm}
    base = house.call("collections.create_base", by=ada, name="All", visibility="groups", group_ids=[firm]).json["id"]
    assert house.call("collections.read_base", by=ben, id=base).status == 200
    house.call("groups.change_group", by=ada, id=law, parent_id=None)
    assert house.call("collections.read_base", by=ben, id=base).status == 404


def test_nobody_is_twice_in_a_group_around_two_of_theirs(house, ada, ben):
    firm = make(house, ada, "Firm").json["id"]
    for name in ("Law", "Tax"):
        join(house, ada, make(house, ada, name, parent_id=firm).json["id"], ben)
    found = seen(Credential.JWT, ben.token).group_ids
    assert len(found) == len(set(found)) == 3


def test_a_member_of_the_group_around_is_not_in_the_inner_one(house, ada, ben):
    firm = make(house, ada, "Firm").json["id"]
    law = make(house, ada, "Law", parent_id=firm).json["id"]
    join(house, ada, firm, ben)
    assert law not in seen(Credential.JWT, ben.token).group_ids


def test_nesting_is_one_deep(house, ada):
    firm = make(house, ada, "Firm").json["id"]
    law = make(house, ada, "Law", parent_id=firm).json["id"]
    other = make(house, ada, "Other").json["id"]
    assert make(house, ada, "Deep", parent_id=law).status == 422
    for group, parent in ((firm, other), (firm, firm), (other, law), (other, "grp_nothing")):
        assert house.call("groups.change_group", by=ada, id=group, parent_id=parent).status == 422
    assert house.call("groups.change_group", by=ada, id=other, parent_id=firm).status == 200


def test_what_lay_in_a_removed_group_stands_alone(house, ada, ben):
    firm = make(house, ada, "Firm").json["id"]
    law = make(house, ada, "Law", parent_id=firm).json["id"]
    join(house, ada, law, ben)
    assert house.call("groups.remove_group", by=ada, id=firm).status == 204
    assert house.call("groups.read_group", by=ada, id=law).json["parent_id"] is None
    assert seen(Credential.JWT, ben.token).group_ids == (law,)


def test_a_removed_group_gives_nothing_any_more(house, ada, ben):
    law = make(house, ada, "Law").json["id"]
    join(house, ada, law, ben)
    base = house.call("collections.create_base", by=ada, name="Cases", visibility="groups", group_ids=[law]).json["id"]
    house.call("groups.remove_group", by=ada, id=law)
    assert house.call("collections.read_base", by=ben, id=base).status == 404
    assert seen(Credential.JWT, ben.token).group_ids == ()


def test_what_was_shared_with_a_removed_group_alone_is_private_again(house, ada, ben):
    law, tax = (make(house, ada, name).json["id"] for name in ("Law", "Tax"))
    made = {}
    for name, group_ids in (("one", [law]), ("two", [law, tax])):
        shared = {"name": name, "visibility": "groups", "group_ids": group_ids}
        for room, call in (("agents", "create_agent"), ("collections", "create_base")):
            made[room, name] = house.call(f"{room}.{call}", by=ada, **shared).json["id"]
    house.call("groups.remove_group", by=ada, id=law)
    house.run(house._stopping.__self__._work.idle())  # the appliance behind the door has nothing left to do
    for (room, name), id_ in made.items():
        read, change = {"agents": ("read_agent", "change_agent"), "collections": ("read_base", "change_base")}[room]
        shown = house.call(f"{room}.{read}", by=ada, id=id_).json
        assert (shown["visibility"], shown["group_ids"]) == {"one": ("private", []), "two": ("groups", [tax])}[name]
        assert house.call(f"{room}.{change}", by=ada, id=id_, name="renamed").status == 200


def test_a_name_is_there_once(house, ada):
    law, tax = (make(house, ada, name).json["id"] for name in ("Law", "Tax"))
    assert make(house, ada, "Law").status == 409
    assert house.call("groups.change_group", by=ada, id=tax, name="Law").status == 409
    assert house.call("groups.change_group", by=ada, id=law, name="Law").status == 200


def test_members_are_told_to_members_and_administrators_alone(house, ada, ben):
    law = make(house, ada, "Law").json["id"]
    cy = newcomer(house, "cy@acme.test", "viewer")
    join(house, ada, law, ben)
    for person, is_told in ((ada, True), (ben, True), (cy, False)):
        shown = house.call("groups.read_group", by=person, id=law).json
        assert ("members" in shown, shown["member_count"]) == (is_told, 1)
        assert house.call("groups.list_groups", by=person).json["data"][0]["name"] == "Law"


def test_only_people_of_the_organisation_are_put_in(house, ada, ben):
    law = make(house, ada, "Law").json["id"]
    bad = house.call("users.add_members", by=ada, id=law, user_ids=[ben.id, "usr_00000000000000000000000000"])
    assert bad.status == 422
    assert house.call("groups.read_group", by=ada, id=law).json["member_count"] == 0
    one = house.call("users.add_members", by=ada, id=law, user_id=ben.id).json
    again = join(house, ada, law, ben).json
    assert (one["member_count"], again["member_count"]) == (1, 1)


def test_a_removed_person_is_in_no_group_until_restored(house, ada, ben):
    law = make(house, ada, "Law").json["id"]
    join(house, ada, law, ben)
    house.call("users.remove_user", by=ada, id=ben.id)
    assert house.call("groups.read_group", by=ada, id=law).json["members"] == []
    house.call("users.restore_user", by=ada, id=ben.id)
    assert [one["id"] for one in house.call("groups.read_group", by=ada, id=law).json["members"]] == [ben.id]


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_others_do_not_manage_groups(house, ada, role):
    law = make(house, ada, "Law").json["id"]
    cy = newcomer(house, "cy@acme.test", role)
    assert make(house, cy, "Mine").status == 403
    assert join(house, cy, law, cy).status == 403
    assert house.call("groups.remove_group", by=cy, id=law).status == 403
    assert read_now(lambda: seen(Credential.JWT, cy.token).group_ids) == ()
