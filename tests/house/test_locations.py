"""What was created says where it is, and it is there for whoever made it."""

import pytest

from tests.house.declared import BY_KEY, keys_of, of_people
from tests.house.test_samples import SUCCEEDS_OTHERWISE

CREATES = keys_of(
    lambda one: {one.status, *one.statuses} & {201, 202} and one.key not in SUCCEEDS_OTHERWISE and of_people(one)
)


@pytest.mark.parametrize("key", CREATES)
def test_created_things_are_where_they_say(acme, key):
    ada = acme.people.ada
    made = acme.send(acme.ask(BY_KEY[key], ada), ada)
    assert made.status == BY_KEY[key].status
    place = made.headers["location"]
    assert place.startswith("/")
    there = acme.driven.get(place, headers=ada.headers)
    assert there.status == 200
    found = there.json.get("data", [there.json])
    assert made.json["id"] in {row["id"] for row in found}


def test_every_post_on_a_collection_creates():
    collections = keys_of(lambda one: one.method == "POST" and reads(one.path))
    assert {key for key in collections if 201 not in {BY_KEY[key].status, *BY_KEY[key].statuses}} == set()


def reads(path):
    """Whether a paged list is at this address."""
    return bool(keys_of(lambda one: one.path == path and one.is_paged))
