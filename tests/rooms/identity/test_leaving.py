"""Somebody leaves: restorable for 30 days, what they own handed over, their conversations nobody else's, then erased."""

import pytest

from appliance.kernel.actor import Actor, Role
from appliance.kernel.clock import DAY
from appliance.rooms.chat.conversations import Conversation
from appliance.rooms.chat.conversations.jobs import purge_conversations
from appliance.rooms.identity.groups import Membership
from appliance.rooms.identity.users import actions
from appliance.rooms.identity.users.tables import User
from appliance.store.database import read_now, write_now
from tests import make
from tests.rooms.identity.people import PASSWORD, newcomer


@pytest.fixture
def ben(house, ada):
    return newcomer(house, "ben@acme.test")


def remove(house, ada, person):
    assert house.call("users.remove_user", by=ada, id=person.id).status == 204


def restore(house, ada, person):
    return house.call("users.restore_user", by=ada, id=person.id)


class TestRestore:
    def test_a_removed_person_comes_back_as_they_were(self, house, ada, ben):
        law = house.call("groups.create_group", by=ada, name="Law").json["id"]
        house.call("users.change_user", by=ada, id=ben.id, group_ids=[law], role="viewer")
        remove(house, ada, ben)
        (gone,) = house.call("users.list_users", by=ada, query={"removed": "true"}).json["data"]
        assert (gone["id"], gone["can"], gone["deleted_at"] is None) == (
            ben.id,
            ["restore", "hand_over", "erase"],
            False,
        )
        back = restore(house, ada, ben).json
        assert (back["role"], back["active"], back["groups"], back["deleted_at"]) == (
            "viewer", True, [{"id": law, "name": "Law"}], None,
        )  # fmt: skip
        assert house.call("signin.me", by=ben).status == 401, "what was ended stays so"
        assert house.call("signin.admin_login", email=ben.email, password=PASSWORD).status == 200

    def test_it_ends_after_thirty_days(self, house, ada, ben, clock_hands):
        remove(house, ada, ben)
        clock_hands.advance(30 * DAY + 1)
        ada = house.call("signin.admin_login", email="ada@acme.test", password=PASSWORD).json["token"]
        headers = {"Authorization": f"Bearer {ada}"}
        assert house.call("users.restore_user", headers=headers, id=ben.id).status == 404

    def test_until_then_it_works(self, house, ada, ben, clock_hands):
        remove(house, ada, ben)
        clock_hands.advance(30 * DAY)
        write_now(actions.erase_removed)
        ada = house.call("signin.admin_login", email="ada@acme.test", password=PASSWORD).json["token"]
        assert house.call("users.restore_user", headers={"Authorization": f"Bearer {ada}"}, id=ben.id).status == 200

    def test_somebody_who_is_here_is_not_restored(self, house, ada, ben):
        assert restore(house, ada, ben).status == 404

    def test_an_address_that_was_given_away_is_not_taken_back(self, house, ada, ben):
        remove(house, ada, ben)
        house.call("users.invite_user", by=ada, email="BEN@acme.test")
        assert restore(house, ada, ben).status == 409

    @pytest.mark.settings(license_key="")
    def test_it_takes_a_seat(self, house, ada, ben):
        remove(house, ada, ben)
        for number in range(9):
            assert house.call("users.invite_user", by=ada, email=f"x{number}@acme.test").status == 201
        reply = restore(house, ada, ben)
        assert (reply.status, reply.error["details"]["limit"]) == (402, 10)


class TestHandOver:
    def hand_over(self, house, ada, person, to):
        return house.call("users.hand_over", by=ada, id=person.id, to=to)

    def test_what_a_leaver_owns_is_somebody_elses(self, house, ada, ben):
        eva = newcomer(house, "eva@acme.test")
        base = house.call("collections.create_base", by=ben, name="Mine").json["id"]
        agent = house.call("agents.create_agent", by=ben, name="Mine").json["id"]
        calls = (("collections.read_base", base), ("agents.read_agent", agent))
        assert [house.call(call, by=eva, id=id_).status for call, id_ in calls] == [404, 404]
        done = self.hand_over(house, ada, ben, eva.id).json
        assert done["moved"] == {"knowledge_bases": 1, "agents": 1, "bots": 0, "deployments": 0}
        assert [house.call(call, by=eva, id=id_).status for call, id_ in calls] == [200, 200]
        assert [house.call(call, by=ben, id=id_).status for call, id_ in calls] == [404, 404]

    def test_it_works_after_they_have_gone(self, house, ada, ben):
        base = house.call("collections.create_base", by=ben, name="Mine").json["id"]
        remove(house, ada, ben)
        assert self.hand_over(house, ada, ben, ada.id).json["moved"]["knowledge_bases"] == 1
        assert house.call("collections.read_base", by=ada, id=base).status == 200

    def test_conversations_are_nobody_elses(self, house, ada, ben):
        talk = write_now(lambda: make.conversation(_actor(ben)).id)
        self.hand_over(house, ada, ben, ada.id)
        assert house.call("conversations.read_conversation", by=ada, id=talk).status == 404
        assert house.call("conversations.read_conversation", by=ben, id=talk).status == 200

    def test_the_heir_can_own(self, house, ada, ben):
        weak = newcomer(house, "weak@acme.test", "viewer").id
        gone = newcomer(house, "gone@acme.test")
        remove(house, ada, gone)
        service = house.call("service_keys.create_service_key", by=ada, name="x", type="basic").json["user_id"]
        for heir in (ben.id, weak, gone.id, service, "usr_00000000000000000000000000", "x", ""):
            assert self.hand_over(house, ada, ben, heir).status == 422


class TestErasure:
    def test_what_is_theirs_alone_goes_with_them(self, house, ada, ben, clock_hands):
        law = house.call("groups.create_group", by=ada, name="Law").json["id"]
        house.call("users.add_members", by=ada, id=law, user_ids=[ben.id])
        talk = write_now(lambda: make.conversation(_actor(ben)).id)
        remove(house, ada, ben)
        clock_hands.advance(30 * DAY)
        write_now(actions.erase_removed)
        assert read_now(lambda: Conversation.get_by_id(talk).deleted_at) is None
        clock_hands.advance(1)
        write_now(actions.erase_removed)
        purge_conversations.body()
        assert read_now(lambda: Conversation.select().count()) == 0
        assert read_now(lambda: Membership.select().count()) == 0


class TestReach:
    def reach(self, house, ada, person):
        shown = house.call("users.reach", by=ada, id=person.id).json
        return {one["name"]: (one["access"], [why["group_name"] or why["reason"] for why in one["reasons"]])
                for one in shown["data"]}  # fmt: skip

    def test_every_base_is_told_with_its_reason(self, house, ada, ben):
        firm = house.call("groups.create_group", by=ada, name="Firm").json["id"]
        law = house.call("groups.create_group", by=ada, name="Law", parent_id=firm).json["id"]
        house.call("users.add_members", by=ada, id=law, user_ids=[ben.id])
        make_base = {"Open": {"visibility": "organisation"}, "Secret": {"visibility": "private"},
                     "Cases": {"visibility": "groups", "group_ids": [law, firm]}}  # fmt: skip
        for name, more in make_base.items():
            house.call("collections.create_base", by=ada, name=name, **more)
        house.call("collections.create_base", by=ben, name="Own")
        found = self.reach(house, ada, ben)
        assert found == {
            "Open": ("write", ["organisation"]), "Own": ("change", ["owner"]),
            "Cases": ("write", sorted(["Law", "Firm"], key=found["Cases"][1].index)),
        }  # fmt: skip
        assert self.reach(house, ada, ada)["Cases"] == ("change", ["owner", "administrator"])

    def test_it_says_what_the_door_says(self, house, ada, ben):
        for number, visibility in enumerate(("private", "organisation")):
            house.call("agents.create_agent", by=ada, name=f"Agent {number}", visibility=visibility)
        told = set(self.reach(house, ada, ben))
        assert told == {one["name"] for one in house.call("agents.list_agents", by=ben).json["data"]} == {"Agent 1"}

    def test_whoever_is_suspended_reaches_nothing(self, house, ada, ben):
        house.call("collections.create_base", by=ada, name="Open", visibility="organisation")
        house.call("users.change_user", by=ada, id=ben.id, active=False)
        assert self.reach(house, ada, ben) == {}

    def test_a_private_agent_is_not_named(self, house, ada, ben):
        house.call("agents.create_agent", by=ben, name="My salary")
        assert set(self.reach(house, ada, ben)) == {""}


def _actor(person):
    row = read_now(lambda: User.get_by_id(person.id))

    return Actor(row.id, row.org_id, Role.EDITOR)
