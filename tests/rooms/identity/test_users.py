"""People: invited, changed, suspended, removed; seats, the last administrator, and other organisations."""

import pytest

from appliance.kernel import ends
from appliance.kernel.actor import Actor, Credential, Role
from appliance.kernel.clock import DAY
from appliance.kernel.problem import NotFound, Unauthorized
from appliance.rooms.identity import groups, orgs
from appliance.rooms.identity.groups.tables import Group
from appliance.rooms.identity.users import actions, queries
from appliance.rooms.identity.users.tables import User
from appliance.store.database import read_now, write_now
from tests.rooms.identity.people import PASSWORD, newcomer, person, seen


def invite(house, by, email="ben@acme.test", **more):
    return house.call("users.invite_user", by=by, email=email, **more)


def token_of(reply):
    return reply.json["invite_url"].rpartition("/")[2]


def group(ada, name="Law", org_id=None):
    org_id = org_id or read_now(lambda: User.get_by_id(ada.id)).org_id
    return write_now(lambda: Group.add(org_id=org_id, name=name)).id


class TestInvitations:
    def test_an_invited_person_joins_with_name_and_password(self, house, ada):
        law = group(ada)
        reply = invite(house, ada, role="viewer", group_ids=[law])
        assert (reply.status, reply.headers["location"]) == (201, f"/api/users/{reply.json['id']}")
        assert (reply.json["invited"], reply.json["groups"]) == (True, [{"id": law, "name": "Law"}])
        seen_ = house.call("signin.invitation", token=token_of(reply)).json
        assert (seen_["email"], seen_["organisation_name"], seen_["role"]) == ("ben@acme.test", "Acme", "viewer")
        joined = house.call("signin.accept_invitation", token=token_of(reply), name="Ben", password=PASSWORD)
        me = house.call("signin.me", by=person(joined, "ben@acme.test")).json
        assert (me["name"], me["role"], me["invited"]) == ("Ben", "viewer", False)
        assert seen(Credential.JWT, joined.json["token"]).group_ids == (law,)

    def test_an_invitation_works_once(self, house, ada):
        token = token_of(invite(house, ada))
        accept = {"token": token, "name": "Ben", "password": PASSWORD}
        assert [house.call("signin.accept_invitation", **accept).status for _ in range(2)] == [200, 404]
        assert house.call("signin.invitation", token=token).status == 404

    def test_an_invitation_lasts_fourteen_days(self, house, ada, clock_hands):
        token = token_of(invite(house, ada))
        clock_hands.advance(14 * DAY - 1)
        read_now(queries.open_invitation, token)
        clock_hands.advance(1)
        with pytest.raises(NotFound):
            read_now(queries.open_invitation, token)

    @pytest.mark.parametrize("token", ["null", "undefined", "x", "inv_", "%00", "a" * 300, "[]", "{}"])
    def test_a_made_up_token_finds_nothing(self, house, ada, token):
        invite(house, ada)
        assert house.call("signin.accept_invitation", token=token, name="B", password=PASSWORD).status in (400, 404)

    def test_an_invitation_dies_with_its_person(self, house, ada):
        reply = invite(house, ada)
        house.call("users.remove_user", by=ada, id=reply.json["id"])
        assert house.call("signin.invitation", token=token_of(reply)).status == 404

    def test_a_weak_password_uses_nothing_up(self, house, ada):
        token = token_of(invite(house, ada))
        assert house.call("signin.accept_invitation", token=token, name="B", password="password123").status == 422
        assert house.call("signin.accept_invitation", token=token, name="B", password=PASSWORD).status == 200

    def test_one_address_is_one_person(self, house, ada):
        assert invite(house, ada, "ADA@ACME.test").status == 409

    def test_groups_of_nobody_are_refused(self, house, ada):
        strange = group(ada, org_id="org_elsewhere")
        for group_ids in (["grp_0"], [strange]):
            assert invite(house, ada, group_ids=group_ids).status == 422
        assert house.call("users.list_users", by=ada).json["pagination"]["total"] == 1

    def test_the_secret_is_kept_as_a_digest_alone(self, house, ada):
        reply = invite(house, ada)
        data = house.config.data_dir
        text = b"".join(path.read_bytes() for path in data.glob("main.db*"))
        assert token_of(reply).encode() not in text


class TestAdministrators:
    @pytest.mark.parametrize("change", [{"role": "editor"}, {"role": "viewer"}, {"active": False}])
    def test_the_last_one_cannot_be_made_less(self, house, ada, change):
        invite(house, ada, role="admin")  # an administrator who has not joined does not count
        assert house.call("users.change_user", by=ada, id=ada.id, **change).status == 409

    def test_the_last_one_cannot_be_removed(self, house, ada):
        assert house.call("users.remove_user", by=ada, id=ada.id).status == 409

    def test_with_another_one_they_can_go(self, house, ada):
        eva = newcomer(house, "eva@acme.test", "admin")
        assert house.call("users.remove_user", by=ada, id=ada.id).status == 204
        assert seen(Credential.SESSION, eva.cookie).is_operator is True
        assert house.call("users.change_user", by=eva, id=eva.id, role="editor").status == 409

    @pytest.mark.parametrize("role", ["viewer", "editor"])
    def test_others_do_not_manage_people(self, house, ada, role):
        ben = newcomer(house, "ben@acme.test", role)
        assert invite(house, ben, "x@acme.test").status == 403
        assert house.call("users.list_users", by=ben).status == 403
        assert house.call("users.change_user", by=ben, id=ben.id, role="admin").status == 403

    def test_a_right_holds_from_the_next_request(self, house, ada):
        ben = newcomer(house, "ben@acme.test", "admin")
        house.call("users.change_user", by=ada, id=ben.id, role="viewer")
        assert house.call("users.list_users", by=ben).status == 403


class TestEnds:
    @pytest.mark.parametrize("end", ["suspend", "remove"])
    def test_every_credential_ends_at_once(self, house, ada, end):
        ben = newcomer(house, "ben@acme.test")
        key = house.call("keys.create_key", by=ben, name="k").json["secret"]
        told = []
        stop = ends.hear(told.append)
        if end == "suspend":
            assert house.call("users.change_user", by=ada, id=ben.id, active=False).json["active"] is False
        else:
            assert house.call("users.remove_user", by=ada, id=ben.id).status == 204
        stop()
        assert told == [ben.id]
        for kind, secret in ((Credential.SESSION, ben.cookie), (Credential.JWT, ben.token), (Credential.KEY, key)):
            with pytest.raises(Unauthorized) as refused:
                seen(kind, secret)
            assert refused.value.details["reason"] == "revoked"
        assert house.call("signin.admin_login", email="ben@acme.test", password=PASSWORD).status == 401

    def test_nothing_old_lives_again_when_somebody_is_enabled(self, house, ada):
        ben = newcomer(house, "ben@acme.test")
        key = house.call("keys.create_key", by=ben, name="k").json["secret"]
        for active in (False, True):
            house.call("users.change_user", by=ada, id=ben.id, active=active)
        assert house.call("signin.me", by=ben).status == 401
        assert house.get("/auth/user", headers={"X-API-Key": key}).status == 401
        again = house.call("signin.admin_login", email="ben@acme.test", password=PASSWORD)
        assert again.status == 200

    def test_a_removed_person_is_gone_and_their_address_free(self, house, ada):
        first = invite(house, ada).json["id"]
        house.call("users.remove_user", by=ada, id=first)
        assert house.call("users.change_user", by=ada, id=first, name="x").status == 404
        second = invite(house, ada).json["id"]
        listed = house.call("users.list_users", by=ada).json["data"]
        assert [one["id"] for one in listed] == [second, ada.id]

    def test_a_removed_person_is_erased_after_thirty_days(self, house, ada, clock_hands):
        gone = invite(house, ada, name="Ben").json["id"]
        house.call("users.remove_user", by=ada, id=gone)
        clock_hands.advance(30 * DAY)
        write_now(actions.erase_removed)
        assert read_now(lambda: User.get_by_id(gone)).name == "Ben"
        clock_hands.advance(1)
        write_now(actions.erase_removed)
        assert read_now(lambda: (User.get_by_id(gone).name, User.get_by_id(gone).email)) == ("", "")


class TestLists:
    def test_a_list_is_narrowed_and_sorted(self, house, ada):
        for name in ("Cy", "Bo"):
            invite(house, ada, f"{name}@acme.test", name=name, role="viewer")
        ask = {"role": "viewer", "sort": "name"}
        listed = house.call("users.list_users", by=ada, query=ask).json
        assert ([one["name"] for one in listed["data"]], listed["pagination"]["total"]) == (["Bo", "Cy"], 2)
        assert house.get("/api/v1/users?email__contains=ADA", by=ada).json["pagination"]["total"] == 1

    @pytest.mark.parametrize("query", [{"password": "x"}, {"key_epoch": "0"}, {"role": "god"}, {"sort": "password"}])
    def test_what_is_no_filter_is_refused(self, house, ada, query):
        assert house.call("users.list_users", by=ada, query=query).status == 400

    def test_nothing_secret_is_shown(self, house, ada):
        shown = house.call("users.list_users", by=ada).json["data"][0]
        assert not {"password", "session_epoch", "key_epoch", "address"} & set(shown)

    def test_a_lost_update_is_refused(self, house, ada):
        ben = invite(house, ada).json["id"]
        etag = house.call("users.change_user", by=ada, id=ben, name="Ben").headers["etag"]
        house.call("users.change_user", by=ada, id=ben, name="Benny")
        late = house.call("users.change_user", by=ada, id=ben, headers={"If-Match": etag}, name="Benno")
        assert late.status == 412


def test_another_organisation_sees_nobody(house, ada):
    def found():
        other = orgs.found_organisation("Umbra")
        return Actor(id="usr_eve", org_id=other.id, role=Role.ADMIN)

    eve = write_now(found)
    with pytest.raises(NotFound):
        read_now(lambda: queries.user(ada.id, seen_by=eve))
    assert read_now(lambda: queries.may_see(eve, ada.id)) is False
    law = group(ada)
    assert read_now(lambda: groups.known_ids([law], eve.org_id)) == set()
