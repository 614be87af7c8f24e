"""Lists of people and groups: filters in the query itself, places, orders, and which attributes are told."""

from urllib.parse import quote

import pytest

from tests.rooms.identity.people import ADA
from tests.rooms.identity.scim.conftest import recorded, refused

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


@pytest.fixture
def staff(directory):
    """Three people of a directory, beside the administrator."""
    anna = directory.person(
        "anna@acme.test", displayName="Anna", title="Judge", externalId="A1", name={"familyName": "O'Malley"}
    )
    directory.person("bert@acme.test", displayName="Bert", **{ENTERPRISE: {"department": "Law"}}, active=False)
    directory.person("carl@acme.test", displayName="Ärger 100%_", emails=[{"value": "c.c@mail.test", "primary": True}])
    return anna


FILTERS = [
    ('userName eq "ANNA@acme.test"', "anna"), ('USERNAME EQ "anna@acme.test"', "anna"),
    ('urn:ietf:params:scim:schemas:core:2.0:User:userName eq "anna@acme.test"', "anna"),
    ('externalId eq "A1"', "anna"), ('externalId eq "a1"', ""), ("externalId pr", "anna"), ("title pr", "anna"),
    ("not (title pr)", "ada bert carl"), ('title ne "Judge"', "ada bert carl"), ('not (title eq "Judge")', "ada bert carl"),
    ('displayName sw "an" or displayName ew "rt"', "anna bert"), ('displayName co "100%_"', "carl"),
    ('displayName co "%"', "carl"), ('displayName co "_"', "carl"), ("active eq false", "bert"),
    ('active eq "True" and not (userName sw "ada")', "anna carl"), ('name.familyName co "o\'mal"', "anna"),
    (f'{ENTERPRISE}:department eq "law"', "bert"), ('emails.value eq "c.c@mail.test"', "carl"),
    ('emails eq "carl@acme.test"', "carl"), ('emails[type eq "work" and value co "mail.test"]', "carl"),
    ('emails[type eq "home"]', ""), ('roles eq "admin"', "ada"), ('roles.value eq "nonsense"', ""),
    ('meta.created gt "2001-01-01T00:00:00Z" and userName gt "b"', "bert carl"),
    ('meta.lastModified lt "2001-01-01T00:00:00Z"', ""), ('userName eq "a" or (userName sw "c" and active eq true)', "carl"),
    ("externalId eq null", "ada bert carl"), ('id eq "usr_x"', ""), ('userName eq "x\\" or \\"1\\"=\\"1"', ""),
]  # fmt: skip


def test_filters_find_whom_they_name(directory, staff):
    for filter_, names in FILTERS:
        assert sorted(directory.found(filter_)) == [f"{name}@acme.test" for name in names.split()], filter_


NO_FILTERS = [
    "userName", "userName eq", 'userName is "x"', '"x" eq userName', "(userName pr", "userName pr)", "userName pr and",
    'nothing eq "x"', 'password eq "x"', "userName eq 7", "userName eq true", 'active co "t"', 'active eq "maybe"',
    'meta.created gt "yesterday"', 'meta.created co "2"', "userName gt null", 'groups co "x"', "emails[type eq",
    'emails[emails[type eq "x"]]', "(" * 50 + "userName pr" + ")" * 50, " or ".join(["title pr"] * 200), "x" * 5000,
    'userName eq "\\x"', "userName eq 'x'", "userName pr; DROP TABLE users_user",
]  # fmt: skip


def test_filters_that_cannot_be_read_are_refused(directory):
    for filter_ in NO_FILTERS:
        assert refused(directory.send("GET", f"/Users?filter={quote(filter_)}"), 400, "invalidFilter"), filter_


def test_groups_are_found_by_name_and_member(directory, staff):
    directory.group("Law", staff["id"])
    directory.group("Staff")
    assert directory.found('displayName eq "law"', "Groups") == ["Law"]
    assert directory.found(f'members eq "{staff["id"]}"', "Groups") == ["Law"]
    assert directory.found(f'members[value eq "{staff["id"]}"]', "Groups") == ["Law"]
    (law,) = directory.send("GET", "/Groups?filter=displayName%20eq%20%22Law%22").json["Resources"]
    assert directory.found(f'groups.value eq "{law["id"]}"') == ["anna@acme.test"]


PLACES = [
    ("sortBy=userName&count=2", "ada anna", 1), ("sortBy=userName&startIndex=3&count=2", "bert carl", 3),
    ("sortBy=userName&sortOrder=descending&count=1", "carl", 1), ("startIndex=0&count=0", "", 1),
    ("startIndex=99", "", 99), ("count=-3", "", 1), ("startIndex=-3&count=1&sortBy=id", "ada", 1),
]  # fmt: skip


def test_places_and_orders(directory, staff):
    for query, names, start in PLACES:
        reply = directory.send("GET", f"/Users?{query}").json
        assert [one["userName"] for one in reply["Resources"]] == [f"{name}@acme.test" for name in names.split()], query
        assert (reply["totalResults"], reply["startIndex"], reply["itemsPerPage"]) == (4, start, len(names.split()))


NO_QUERIES = [
    "count=x",
    "startIndex=1.5",
    "count=99999999999999",
    "sortBy=nothing",
    "sortBy=groups",
    "attributes=a&excludedAttributes=b",
]


def test_queries_that_make_no_sense_are_refused(directory):
    for query in NO_QUERIES:
        assert refused(directory.send("GET", f"/Users?{query}"), 400, "invalidValue"), query


WANTED = [
    ("attributes=userName", {"userName"}), ("attributes=USERNAME,name.familyName", {"userName", "name"}),
    ("attributes=urn:ietf:params:scim:schemas:core:2.0:User:userName", {"userName"}),
    ("excludedAttributes=name,emails,meta,roles", {"userName", "displayName", "active", "title", "externalId"}),
    ("attributes=nothing", set()),
]  # fmt: skip


def test_only_the_wanted_attributes_are_told(directory, staff):
    for query, keys in WANTED:
        assert set(directory.send("GET", f"/Users/{staff['id']}?{query}").json) == keys | {"id", "schemas"}, query


def test_a_list_ends_at_its_most(directory):
    reply = directory.send("GET", "/Users?count=1000").json
    assert [one["userName"] for one in reply["Resources"]] == [ADA]


def test_the_recorded_calls_are_all_played():
    import re
    from pathlib import Path

    text = (Path(__file__).parent / "test_directories.py").read_text()
    for name, calls in (("ENTRA", recorded("entra")), ("OKTA", recorded("okta"))):
        played = set(re.findall(r'"([a-zA-Z ]+)"', text))
        assert set(calls) <= played, name
