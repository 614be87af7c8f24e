"""What Entra ID and Okta send, call by call as they document it, with the state after each."""

from tests.rooms.identity.scim.conftest import recorded

ENTRA, OKTA = recorded("entra"), recorded("okta")
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


def test_entra_keeps_a_person(directory):
    for call in ("test connection", "look for a person", "look by externalId"):
        reply = directory.play(ENTRA[call])
        assert (reply.status, reply.json["totalResults"], reply.json["Resources"]) == (200, 0, [])
    made = directory.play(ENTRA["create a person"])
    assert made.status == 201
    directory.names["person"] = made.json["id"]
    assert made.headers["location"].endswith(f"/scim/v2/Users/{made.json['id']}")
    assert made.headers["etag"] == made.json["meta"]["version"]
    assert made.json["userName"] == "Test_User_dfeef4c5-5681-4387-b016-bdf221e82081@acme.test"
    assert made.json["name"] == {
        "formatted": "givenName familyName",
        "familyName": "familyName",
        "givenName": "givenName",
    }
    for call in ("look for a person", "look by externalId"):
        assert directory.play(ENTRA[call]).json["Resources"][0]["id"] == made.json["id"]
    assert directory.play(ENTRA["create a person"]).json["scimType"] == "uniqueness"


def entra_person(directory):
    directory.names["person"] = directory.play(ENTRA["create a person"]).json["id"]
    directory.names["manager"] = directory.person("boss@acme.test")["id"]


def test_entra_changes_a_person(directory):
    entra_person(directory)
    changed = directory.play(ENTRA["change properties"]).json
    assert changed["emails"] == [{"primary": True, "type": "work", "value": "updatedEmail@microsoft.com"}]
    assert changed["name"]["familyName"] == "updatedFamilyName"
    changed = directory.play(ENTRA["change without a path"]).json
    assert (changed["displayName"], changed["name"]["givenName"], changed["title"]) == ("Pvlo", "Gyan", "Director")
    assert changed[ENTERPRISE] == {"department": "Design"}
    changed = directory.play(ENTRA["add what is not there"]).json
    assert changed["phoneNumbers"] == [{"type": "mobile", "value": "+49 30 1234"}]
    assert changed["addresses"] == [{"type": "work", "locality": "Berlin"}]
    assert changed[ENTERPRISE] == {"department": "Design", "employeeNumber": "7"}
    assert ENTERPRISE in changed["schemas"]
    changed = directory.play(ENTRA["set the manager"]).json
    assert changed[ENTERPRISE]["manager"] == {"value": directory.names["manager"]}
    changed = directory.play(ENTRA["rename"]).json
    assert changed["userName"] == "5b50642d-79fc-4410-9e90-4c077cdd1a59@acme.test"
    assert directory.play(ENTRA["look for a person"]).json["totalResults"] == 0


def test_entra_disables_enables_and_deletes(directory, house, ada):
    entra_person(directory)
    id_ = directory.names["person"]
    assert directory.play(ENTRA["give a role"]).json["roles"] == [{"value": "viewer", "primary": True}]
    assert house.call("users.read_user", by=ada, id=id_).json["role"] == "viewer"
    assert directory.play(ENTRA["disable"]).json["active"] is False
    assert house.call("users.read_user", by=ada, id=id_).json["active"] is False
    assert directory.play(ENTRA["enable"]).json["active"] is True
    assert directory.play(ENTRA["delete a person"]).status == 204
    assert directory.send("GET", f"/Users/{id_}").status == 404
    assert house.call("users.restore_user", by=ada, id=id_).status == 200


def test_entra_keeps_a_group(directory, house, ada):
    entra_person(directory)
    assert directory.play(ENTRA["look for a group"]).json["totalResults"] == 0
    made = directory.play(ENTRA["create a group"])
    assert (made.status, made.json["displayName"], "members" in made.json) == (201, "displayName", False)
    directory.names["group"] = made.json["id"]
    added = directory.play(ENTRA["add a member"]).json
    assert [one["value"] for one in added["members"]] == [directory.names["person"]]
    assert "members" not in directory.play(ENTRA["read a group without members"]).json
    assert "members" not in directory.play(ENTRA["look for a group"]).json["Resources"][0]
    shown = house.call("users.read_user", by=ada, id=directory.names["person"]).json
    assert [one["id"] for one in shown["groups"]] == [directory.names["group"]]
    assert "members" not in directory.play(ENTRA["remove a member"]).json
    assert directory.play(ENTRA["rename a group"]).json["displayName"].endswith("updatedDisplayName")
    assert directory.play(ENTRA["delete a group"]).status == 204
    assert directory.play(ENTRA["look for a group"]).json["totalResults"] == 0


def test_okta_keeps_a_person(directory, house, ada):
    reply = directory.play(OKTA["test connection"]).json
    assert (reply["startIndex"], reply["itemsPerPage"], reply["totalResults"]) == (1, 1, 1)
    assert directory.play(OKTA["look for a person"]).json["totalResults"] == 0
    made = directory.play(OKTA["create a person"])
    assert made.status == 201
    assert "password" not in made.json
    assert house.call("signin.admin_login", email="test.user@okta.local", password="1mz050nq").status == 401
    directory.names["person"] = made.json["id"]
    changed = directory.play(OKTA["update a person"]).json
    assert changed["name"] == {"givenName": "Another", "middleName": "Excited", "familyName": "User"}
    assert "locale" not in changed, "a replacement forgets what it leaves out"
    assert directory.play(OKTA["deactivate"]).json["active"] is False
    assert directory.play(OKTA["reactivate"]).json["active"] is True
    assert house.call("users.read_user", by=ada, id=made.json["id"]).json["active"] is True


def test_okta_keeps_a_group(directory):
    directory.names["person"] = directory.play(OKTA["create a person"]).json["id"]
    directory.names["manager"] = directory.person("manager@acme.test")["id"]
    assert directory.play(OKTA["list groups"]).json["Resources"] == []
    directory.names["group"] = directory.play(OKTA["create a group"]).json["id"]
    assert directory.play(OKTA["rename a group"]).json["displayName"] == "Test SCIMv2b"

    def members(call):
        return [one["value"] for one in directory.play(OKTA[call]).json["members"]]

    assert members("replace members") == [directory.names["manager"]]
    assert members("change members") == [directory.names["person"]]
    assert members("replace members") == [directory.names["manager"]]
    assert members("update a group") == [directory.names["person"]]
    assert directory.play(OKTA["list groups"]).json["Resources"][0]["displayName"] == "Test SCIMv2"
    assert directory.play(OKTA["delete a group"]).status == 204
