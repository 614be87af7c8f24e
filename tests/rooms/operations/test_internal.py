"""The door of sidecars: there for the internal secret alone, and not at all without one."""

import pytest

SECRET = "a secret of sidecars"
BEARER = {"Authorization": f"Bearer {SECRET}"}


def test_without_a_secret_there_is_nothing(house):
    assert house.call("internal.status", headers=BEARER).status == 404
    assert house.call("internal.status", headers={"Authorization": "Bearer "}).status == 404


@pytest.mark.settings(internal_api_secret=SECRET)
def test_the_secret_opens_it(house):
    shown = house.call("internal.status", headers=BEARER).json
    assert (shown["bootstrapped"], shown["tier"], shown["uptime_seconds"] >= 0) == (False, "community", True)
    assert shown["status"] in ("ready", "not_ready")
    assert bool(shown["reasons"]) == (shown["status"] == "not_ready")


@pytest.mark.settings(internal_api_secret=SECRET)
def test_nobody_else_finds_it(house, people):
    for person in people:
        assert house.call("internal.status", headers=person.headers).status == 404, person.name
    for header in ("", "Bearer x", f"Basic {SECRET}", f"Bearer {SECRET}x"):
        assert house.call("internal.status", headers={"Authorization": header}).status == 404
    assert house.call("internal.status", headers={"X-API-Key": SECRET}).status == 404


@pytest.mark.settings(internal_api_secret=SECRET)
def test_the_secret_opens_nothing_else(house, people):
    for call in ("signin.me", "users.list_users", "collections.list_bases", "agents.list_agents"):
        assert house.call(call, headers=BEARER).status == 401
    assert people.ada.id
