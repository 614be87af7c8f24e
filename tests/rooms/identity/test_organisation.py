"""The organisation's settings: read by everybody in it, changed by administrators, each with a default."""

import pytest

from tests.rooms.identity.people import newcomer


def change(house, by, **fields):
    return house.call("orgs.change_organisation", by=by, **fields)


def test_what_nobody_has_set_has_a_default(house, ada):
    shown = house.call("orgs.read_organisation", by=ada).json
    assert (shown["name"], shown["language"], shown["time_zone"], shown["public_chat"]) == ("Acme", "en", "UTC", None)
    assert set(shown["beta_features"].values()) == {False}
    assert house.call("orgs.read_organisation", by=newcomer(house, "v@acme.test", "viewer")).json["can"] == []


def test_settings_are_changed_and_put_back(house, ada):
    shown = change(house, ada, name="Acme AG", language="de", time_zone="Europe/Berlin", public_chat=True).json
    assert (shown["name"], shown["language"], shown["time_zone"], shown["public_chat"]) == (
        "Acme AG", "de", "Europe/Berlin", True,
    )  # fmt: skip
    shown = change(house, ada, name=None, language=None, time_zone=None, public_chat=None).json
    assert (shown["name"], shown["language"], shown["time_zone"], shown["public_chat"]) == (
        "Acme AG", "en", "UTC", None,
    )  # fmt: skip


def test_beta_features_are_switched_one_by_one(house, ada):
    change(house, ada, beta_features={"skills": True})
    change(house, ada, beta_features={"reranker": True})
    assert house.call("signin.my_permissions", by=ada).json["beta_features"] == ["reranker", "skills"]
    change(house, ada, beta_features={"skills": False})
    assert house.call("signin.my_permissions", by=ada).json["beta_features"] == ["reranker"]


def test_only_an_organisation_that_says_so_is_public(house, ada):
    def names():
        return [one["name"] for one in house.call("signup.public_organisations").json["data"]]

    assert names() == []
    change(house, ada, public_chat=True)
    assert names() == ["Acme"]
    change(house, ada, public_chat=False)
    assert names() == []


@pytest.mark.parametrize("body", [
    {"name": ""}, {"language": "xx"}, {"time_zone": "Mars/Olympus"}, {"time_zone": "../etc/passwd"},
    {"public_chat": "perhaps"}, {"beta_features": {"flying": True}},
])  # fmt: skip
def test_what_makes_no_sense_is_refused(house, ada, body):
    assert change(house, ada, **body).status == 422


def test_editors_change_nothing(house, ada):
    assert change(house, newcomer(house, "e@acme.test"), name="Mine").status == 403
