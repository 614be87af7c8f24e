"""Granting at the door: who may, how much, how long; and what becomes of grants when somebody or something goes."""

from datetime import UTC, datetime

import pytest

from appliance.kernel import clock
from appliance.kernel.clock import DAY, HOUR
from appliance.rooms.identity.grants import jobs
from appliance.rooms.identity.grants.tables import Grant
from appliance.rooms.identity.groups import actions as groups
from appliance.rooms.identity.users import actions as users
from appliance.rooms.identity.users.tables import User
from appliance.store.database import read_now, write_now
from appliance.store.table import bound
from tests import make

CANARY = make.CANARY


@pytest.fixture
def base(house, people):
    """A private base of Cleo's with a document that says the canary."""
    made = write_now(lambda: make.base(people.cleo.owner, visibility="private"))
    write_now(lambda: make.document(people.cleo.owner, made))
    house.settle()
    return made


def give(house, by, on, to, level="viewer", **more):
    return house.call(
        "grants.create_grant", by=by, resource_id=on.id, subject_id=getattr(to, "id", to), level=level, **more
    )


def reads(house, who, base):
    return house.call("documents.list_documents", by=who, id=base.id).status


def found(house, who):
    return house.post("/api/search", by=who, json={"query": f"What does the {CANARY} weigh?"})


def iso(ms):
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat().replace("+00:00", "Z")


class TestGiving:
    def test_a_grant_opens_and_its_end_shuts_at_the_next_request(self, house, people, base):
        dan, cleo = people.dan, people.cleo
        assert reads(house, dan, base) == 404
        made = give(house, cleo, base, dan).json
        assert (made["level"], made["subject_name"], made["granted_by_name"]) == ("viewer", "Dan", "Cleo")
        assert reads(house, dan, base) == 200
        assert CANARY in found(house, dan).body.decode()
        assert house.call("grants.revoke_grant", by=cleo, id=made["id"]).status == 204
        assert reads(house, dan, base) == 404
        assert found(house, dan).json["data"] == []

    def test_somebody_has_one_grant_on_a_thing(self, house, people, base):
        give(house, people.cleo, base, people.dan)
        assert give(house, people.cleo, base, people.dan, "editor").status == 409

    @pytest.mark.parametrize("name", ["dan", "ben", "eve", "kay"])
    def test_who_has_no_say_gives_nothing(self, house, people, base, name):
        assert give(house, people[name], base, people.dan).status in (403, 404)
        assert read_now(lambda: Grant.select().count()) == 0

    def test_an_editor_by_grant_passes_nothing_on(self, house, people, base):
        sam = write_now(lambda: User.get_by_id(people.sam.id))
        give(house, people.cleo, base, sam, "editor")
        assert reads(house, people.sam, base) == 200
        assert give(house, people.sam, base, people.dan).status == 403
        opened = house.call("collections.change_base", by=people.sam, id=base.id, visibility="organisation")
        assert opened.status == 403
        assert house.call("collections.change_base", by=people.sam, id=base.id, name="New").status == 200
        assert house.call("collections.remove_base", by=people.sam, id=base.id).status == 403

    def test_an_owner_by_grant_passes_on_what_lasts_no_longer(self, house, people, base, clock_hands):
        end = clock.now_ms() + DAY
        give(house, people.cleo, base, people.sam, "owner", expires_at=iso(end))
        assert give(house, people.sam, base, people.dan).status == 403, "for good is longer than a day"
        assert give(house, people.sam, base, people.dan, expires_at=iso(end + 1)).status == 403
        assert give(house, people.sam, base, people.dan, "owner", expires_at=iso(end - HOUR)).status == 201

    def test_an_administrator_gives_nothing_of_a_private_base_and_may_deny_it(self, house, people, base):
        assert give(house, people.ada, base, people.ada).status == 403
        assert give(house, people.ada, base, people.dan).status == 403
        opened = give(house, people.cleo, base, people.dan).json
        assert house.call("grants.change_grant", by=people.ada, id=opened["id"], level="deny").status == 200
        assert reads(house, people.dan, base) == 404

    def test_a_viewer_stays_a_viewer_whatever_is_granted(self, house, people, base):
        give(house, people.cleo, base, people.dan, "owner")
        assert house.call("collections.change_base", by=people.dan, id=base.id, name="New").status == 403
        assert give(house, people.dan, base, people.kay.id).status == 403
        assert house.call("collections.read_base", by=people.dan, id=base.id).json["can"] == []

    @pytest.mark.parametrize(
        ("wrong", "status"),
        [
            ({"level": "king"}, 422),
            ({"expires_at": "2001-01-01T00:00:00Z"}, 422),
            ({"subject_id": "usr_00000000000000000000000000"}, 422),
            ({"subject_id": "nobody"}, 422),
            ({"resource_id": "kb_00000000000000000000000000"}, 404),
            ({"resource_id": "grp_00000000000000000000000000"}, 404),
        ],
    )
    def test_what_cannot_be_granted(self, house, people, base, wrong, status):
        body = {"resource_id": base.id, "subject_id": people.dan.id, "level": "viewer"} | wrong
        assert house.call("grants.create_grant", by=people.cleo, **body).status == status

    def test_nobody_of_another_organisation_and_not_the_owner(self, house, people, base):
        assert give(house, people.cleo, base, people.eve).status == 422
        assert give(house, people.cleo, base, people.cleo).status == 422


class TestDenying:
    def test_a_deny_hides_every_word_from_an_administrator_too(self, house, people):
        made = write_now(lambda: make.base(people.cleo.owner, name="Open shelf", description=""))
        write_now(lambda: make.document(people.cleo.owner, made))
        house.settle()
        ben = people.ben
        assert CANARY in found(house, ben).body.decode()
        deny = give(house, people.cleo, made, ben, "deny").json
        assert CANARY not in found(house, ben).body.decode()
        assert reads(house, ben, made) == 404
        named = house.call("collections.list_bases", by=ben)
        (seen,) = [one for one in named.json["data"] if one["id"] == made.id]
        assert seen["can"] == ["knowledge:remove", "knowledge:share"]
        assert house.call("collections.change_base", by=ben, id=made.id, name="Mine").status == 403
        assert house.call("grants.revoke_grant", by=ben, id=deny["id"]).status == 204, "administration is left to them"
        assert reads(house, ben, made) == 200

    def test_whom_it_hides_from_is_not_told_of_a_deny(self, house, people, base):
        give(house, people.cleo, base, people.dan, "deny")
        assert house.call("grants.list_grants", by=people.dan).json["data"] == []

    def test_a_denied_agent_is_not_found_and_not_asked(self, house, people):
        agent = write_now(lambda: make.agent(people.cleo.owner))
        deny = give(house, people.cleo, agent, people.ben, "deny").json
        assert house.call("agents.read_agent", by=people.ben, id=agent.id).status == 404
        assert house.call("turns.ask", by=people.ben, agent_id=agent.id, message="Hello?").status == 404
        assert house.call("grants.revoke_grant", by=people.ben, id=deny["id"]).status == 204
        assert house.call("agents.read_agent", by=people.ben, id=agent.id).status == 200


class TestLooking:
    def test_who_has_access_and_why(self, house, people, base):
        give(house, people.cleo, base, people.group_ids[people.cleo.org_id], "deny")
        told = house.call("grants.read_access", by=people.cleo, resource=base.id).json
        assert [(one["reason"], one["level"], one["subject_name"]) for one in told["data"]] == [
            ("owner", "owner", "Cleo"), ("grant", "deny", "Everybody at Acme"),
        ]  # fmt: skip
        assert told["levels"] == ["viewer", "editor", "owner", "deny"]
        assert house.call("grants.read_access", by=people.ben, resource=base.id).json["levels"] == ["deny"]
        assert house.call("grants.read_access", by=people.dan, resource=base.id).status == 403

    def test_people_and_groups_are_found_by_name_and_people_by_their_whole_address(self, house, people):
        def names(search):
            told = house.call("grants.list_subjects", by=people.cleo, query={"search": search}).json["data"]
            return [one["name"] for one in told]

        assert names("da") == ["Ada", "Dan"]
        assert names("everybody") == ["Everybody at Acme"]
        assert (names("dan@example.com"), names("@example"), names("eve@example.com")) == (["Dan"], [], [])

    def test_filters_by_resource_and_subject(self, house, people, base):
        other = write_now(lambda: make.base(people.cleo.owner))
        for thing in (base, other):
            give(house, people.cleo, thing, people.dan)
        give(house, people.cleo, base, people.sam)

        def count(**query):
            return house.call("grants.list_grants", by=people.cleo, query=query).json["pagination"]["total"]

        assert (count(), count(resource=base.id), count(subject=people.dan.id)) == (3, 2, 2)
        assert count(resource=base.id, subject=people.sam.id, level="viewer") == 1

    def test_reach_says_by_whom_and_through_what(self, house, people, base):
        law = write_now(lambda: make.group(people.ada.owner))
        write_now(lambda: groups.add_members(law, [people.dan.id]))
        give(house, people.cleo, base, law)
        shut = write_now(lambda: make.agent(people.cleo.owner))
        give(house, people.cleo, shut, people.dan, "deny")
        told = house.call("users.reach", by=people.ada, id=people.dan.id).json["data"]
        by_id = {one["id"]: one for one in told}
        (why,) = by_id[base.id]["reasons"]
        assert (why["reason"], why["granted_by_name"], why["group_name"]) == ("grant", "Cleo", law.name)
        assert (by_id[base.id]["access"], by_id[shut.id]["access"]) == ("read", "none")
        assert by_id[shut.id]["reasons"][0]["reason"] == "deny"


class TestEnding:
    def left(self):
        return read_now(lambda: Grant.select().count())

    def test_grants_go_with_the_thing(self, house, people, base):
        give(house, people.cleo, base, people.dan)
        house.call("collections.remove_base", by=people.cleo, id=base.id)
        assert self.left() == 0

    def test_and_with_the_group(self, house, people, base):
        law = write_now(lambda: make.group(people.ada.owner))
        give(house, people.cleo, base, law)
        house.call("groups.remove_group", by=people.ada, id=law.id)
        house.settle()
        assert self.left() == 0

    def test_and_with_an_erased_person(self, house, people, base, clock_hands):
        give(house, people.cleo, base, people.dan)
        house.call("users.remove_user", by=people.ada, id=people.dan.id)
        assert self.left() == 1, "they can be restored for 30 days"
        clock_hands.advance(31 * DAY)
        write_now(users.erase_removed)
        assert self.left() == 0

    def test_a_leaver_s_work_is_the_heir_s_and_what_was_granted_ends(self, house, people, base):
        give(house, people.cleo, base, people.ben, "deny")
        other = write_now(lambda: make.base(people.ada.owner, visibility="private"))
        give(house, people.ada, other, people.cleo)
        house.call("users.hand_over", by=people.ada, id=people.cleo.id, to=people.ben.id)
        house.settle()
        assert (reads(house, people.ben, base), reads(house, people.cleo, other), self.left()) == (200, 404, 0)


def told():
    """What open pages were told of, each with when."""
    return set(read_now(lambda: bound.connection().execute("SELECT id, sequence FROM store_change").fetchall()))


def test_the_end_of_a_grant_is_told_when_it_comes(house, people, base, clock_hands):
    made = give(house, people.cleo, base, people.dan, expires_at=iso(clock.now_ms() + HOUR)).json
    before = told()
    jobs.tell_ended.body(made["id"])
    assert told() == before, "it is not over yet"
    clock_hands.advance(HOUR)
    jobs.tell_ended.body(made["id"])
    assert {id_ for id_, _ in told() - before} == {base.id, people.dan.id}
