"""People and groups are kept in step with Nextcloud, whatever the order in which it is told, and however often."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.kernel import clock
from appliance.rooms.identity import groups
from appliance.rooms.identity.connector import facts
from appliance.rooms.identity.connector.shapes import MOST_EVENTS
from appliance.rooms.identity.groups.tables import Group
from appliance.rooms.identity.users.tables import User
from appliance.rooms.licensing import vendor
from appliance.rooms.licensing.vendor import Terms
from appliance.store.database import read_now
from tests.rooms.connector.nextcloud import SYNC, Nextcloud, event, person


@pytest.fixture
def cloud(house, ada):
    found = Nextcloud(house)
    assert found.bootstrap(house.call("connector.open_pairing", by=ada).json["secret"]).status == 201
    return found


def state():
    """Who is here from Nextcloud, enabled or not, and in which groups."""

    def read():
        rows = User.select().where(User.email.endswith("@cloud.example") & User.deleted_at.is_null())
        of = groups.groups_of([row.id for row in rows])
        return {row.name: (row.active, [name for _, name in of.get(row.id, [])]) for row in rows}

    return read_now(read)


def test_people_and_groups_come_and_go(cloud):
    assert cloud.tell(
        person(1, "alice"), event("group.created", 2, gid="staff", name="Staff"),
        event("group.member_added", 3, gid="staff", uid="alice"),
    ) == ["applied"] * 3  # fmt: skip
    assert state() == {"Alice": (True, ["Staff"])}
    assert (
        cloud.tell(person(4, "alice", "user.updated", name="Alice B"), person(5, "alice", "user.disabled"))
        == ["applied"] * 2
    )
    assert state() == {"Alice B": (False, ["Staff"])}
    cloud.tell(person(6, "alice", "user.enabled"), event("group.deleted", 7, gid="staff"))
    assert state() == {"Alice B": (True, [])}
    cloud.tell(person(8, "alice", "user.deleted"))
    assert state() == {}


def test_one_event_alone_in_the_connectors_own_words_is_taken(house, cloud):
    assert (
        cloud.send("POST", SYNC, {"eventType": "group.member_added", "userId": "al", "groupId": "staff"}).status == 200
    )
    assert (
        cloud.send("POST", SYNC, {"eventType": "user.created", "userId": "al", "email": "al@cloud.example"}).status
        == 200
    )
    assert cloud.send("POST", SYNC, {"eventType": "group.created", "groupId": "staff"}).status == 200
    assert state() == {"al": (True, ["staff"])}


STORY = (
    person(1, "alice"), event("group.created", 2, gid="staff", name="Staff"),
    event("group.member_added", 3, gid="staff", uid="alice"), person(4, "alice", "user.updated", name="Alice B"),
    person(5, "alice", "user.disabled"),
)  # fmt: skip


@pytest.mark.parametrize("order", list(itertools.permutations(range(5)))[7::17])
def test_the_order_in_which_it_is_told_does_not_matter(cloud, order):
    for number in (*order, *order[:2]):
        cloud.tell(STORY[number])
    assert state() == {"Alice B": (False, ["Staff"])}


def test_repeats_and_late_news_change_nothing(cloud):
    cloud.tell(person(5, "alice"), person(6, "alice", "user.deleted"))
    assert cloud.tell(person(6, "alice", "user.deleted")) == ["ignored"]
    cloud.tell(person(4, "alice", "user.updated", name="Late"), person(5, "alice"))
    assert state() == {}
    assert cloud.tell(person(7, "alice")) == ["applied"], "created anew"
    assert state() == {"Alice": (True, [])}


def test_a_new_namesake_is_in_none_of_the_old_ones_groups(cloud):
    cloud.tell(
        person(1, "alice"), event("group.created", 2, gid="staff"),
        event("group.member_added", 3, gid="staff", uid="alice"), person(4, "alice", "user.deleted"), person(5, "alice"),
    )  # fmt: skip
    assert state() == {"Alice": (True, [])}
    assert len(read_now(lambda: list(User.select().where(User.email == "alice@cloud.example")))) == 2, "another account"


def test_what_was_made_here_is_not_touched(house, cloud, ada):
    here = house.call("groups.create_group", by=ada, name="Board").json["id"]
    cloud.tell(
        person(1, "alice"),
        event("group.created", 2, gid="Board"),
        event("group.member_added", 3, gid="Board", uid="alice"),
    )
    assert state() == {"Alice": (True, ["Board (Nextcloud 1)"])}
    cloud.tell(event("group.deleted", 4, gid="Board"))
    assert read_now(lambda: Group.get_by_id(here).name) == "Board"


def test_only_who_was_suspended_by_nextcloud_is_let_in_again_by_it(house, cloud, ada):
    cloud.tell(person(1, "alice"))
    alice = cloud.shake("uid=alice").json["user"]["id"]
    house.call("users.change_user", by=ada, id=alice, active=False)
    cloud.tell(person(2, "alice", "user.disabled"), person(3, "alice", "user.enabled"))
    assert state() == {"Alice": (False, [])}


def test_disabling_ends_the_token_at_once(house, cloud):
    token = cloud.shake("uid=alice&email=alice%40cloud.example").json["token"]
    cloud.tell(person(1, "alice", "user.disabled"))
    assert house.get("/auth/user", headers={"Authorization": f"Bearer {token}"}).status == 401
    assert cloud.shake("uid=alice").error["details"] == {"reason": "suspended"}


@pytest.mark.settings(allow_demo_license=True, license_key=vendor.issue_demo("pro", Terms(seats=7)))
def test_without_a_seat_the_newcomer_is_passed_over_and_the_others_are_not(cloud):
    told = cloud.tell(person(1, "alice"), person(2, "bob"), event("group.created", 3, gid="staff"))
    assert told == ["applied", "no_seat", "applied"]
    assert cloud.tell(person(4, "alice", "user.deleted"), person(5, "bob", "user.updated")) == ["applied", "applied"]
    assert state() == {"Bob": (True, [])}


def test_sizes_and_times_are_bounded(cloud):
    ahead = {"type": "group.created", "gid": "staff", "occurred_at": clock.iso(clock.now_ms() + 10 * clock.MINUTE)}
    assert cloud.tell(ahead) == ["future"]
    many = [event("group.created", 1, gid=str(number)) for number in range(MOST_EVENTS + 1)]
    assert cloud.send("POST", SYNC, {"events": many}).status == 422
    assert cloud.send("POST", SYNC, {"events": [{"type": "group.created"}]}).status == 422
    assert cloud.send("POST", SYNC, {"events": [event("group.created", 1, gid="x" * 201)]}).status == 422


def test_the_panel_tells_when_nextcloud_was_last_heard(house, cloud, ada):
    cloud.tell(person(1, "alice"), person(2, "bob"))
    row = house.call("connector.read_instance", by=ada, id=cloud.id).json
    assert (row["people"], row["events"], row["last_event"]) == (2, 2, "user.created")
    assert row["synced_at"]


TOLD = st.tuples(
    st.dictionaries(st.sampled_from(["alive", "gone", "name", "enabled"]), st.sampled_from([True, False, "a"]), min_size=1),
    st.tuples(st.integers(0, 3), st.integers(0, 2)),
)  # fmt: skip


@settings(max_examples=200)
@given(st.lists(TOLD, max_size=8), st.randoms(use_true_random=False))
def test_facts_come_out_alike_in_every_order(told, random):
    def after(events):
        known = {}
        for values, at in events:
            known = facts.merged(known, values, at)
        return known

    shuffled = told + told[:3]
    random.shuffle(shuffled)
    assert after(shuffled) == after(told)
