"""Signing in at the form with the name and password of a real directory."""

import socket

import pytest

from appliance.rooms.identity.directory import sync
from appliance.rooms.identity.signin import throttle
from appliance.store.database import read_now
from appliance.store.unit import reading_connection
from tests.engines.directory.slapd import ADMIN_PASSWORD, BASE, PASSWORD, person
from tests.rooms.identity.directory.conftest import connect, settings
from tests.rooms.identity.people import ADA, newcomer
from tests.rooms.identity.people import PASSWORD as OWN


def sign_in(house, name, password=PASSWORD):
    throttle.tries.clear()
    return house.call("signin.admin_login", email=name, password=password)


def events(kind):
    """The facts of every event of a kind, oldest first."""
    rows = read_now(lambda: reading_connection().execute(
        "SELECT data FROM store_ledger WHERE name = ? ORDER BY sequence", (kind,)).fetchall())  # fmt: skip
    return [one for (one,) in rows]


def test_whoever_the_directory_proves_comes_in(house, ada, ldap):
    connect(house, ada, ldap)
    first = sign_in(house, "anna")
    assert first.status == 200, first.body
    me = first.json["user"]
    assert (me["email"], me["name"], me["role"]) == ("anna@acme.test", "Anna Adler", "editor")
    assert sign_in(house, "anna@acme.test").json["user"]["id"] == me["id"]
    status = house.call("signin.setup_status").json
    assert [(one["kind"], one["is_form"]) for one in status["ways"]] == [("ldap", True)]


STRANGERS = [
    ("anna", "wrong"), ("nobody", PASSWORD), ("*", PASSWORD), ("*)(uid=*", PASSWORD), ("anna)(|(uid=*", PASSWORD),
]  # fmt: skip


def test_everybody_else_gets_one_answer(house, ada, ldap):
    connect(house, ada, ldap)
    answers = [sign_in(house, *one) for one in (*STRANGERS, (ADA, "wrong"), ("x@x.test", "wrong"))]
    assert {(one.status, one.error["message"]) for one in answers} == {(401, "E-mail or password is not right")}
    assert len(house.call("users.list_users", by=ada).json["data"]) == 1


def test_an_empty_password_is_never_tried(house, ada, ldap):
    connect(house, ada, ldap)
    assert sign_in(house, "anna", "").status == 422


def test_wrong_tries_are_throttled_as_any(house, ada, ldap):
    connect(house, ada, ldap)
    tries = [house.call("signin.admin_login", email="anna", password="wrong").status for _ in range(6)]
    assert tries == [401] * 5 + [429]
    assert house.call("signin.admin_login", email="anna", password=PASSWORD).status == 429


def test_accounts_of_ones_own_come_first_and_need_no_directory(house, ada, ldap):
    connection = connect(house, ada, ldap)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        patch = {"settings": {"port": silent.getsockname()[1], "seconds": 0.2}}
        assert house.call("federation.change_connection", by=ada, id=connection["id"], **patch).status == 200
        assert sign_in(house, ADA, OWN).status == 200
        assert {sign_in(house, name, "wrong").status for name in (ADA, "anna", "nobody")} == {503}
    assert events("DirectorySilent")


def test_groups_and_roles_follow_the_directory(house, ada, ldap):
    law = house.call("groups.create_group", by=ada, name="Law").json["id"]
    mapping = {"group_map": {f"cn=law,ou=groups,{BASE}": law}, "role_map": {"law": "admin"}}
    connect(house, ada, ldap, mapping=mapping)
    me = sign_in(house, "anna").json["user"]
    assert (me["role"], [one["id"] for one in me["groups"]]) == ("admin", [law])
    other = sign_in(house, "bert").json["user"]
    assert (other["role"], other["groups"]) == ("editor", [])


def test_an_address_leads_to_an_account_only_where_it_is_proven(house, ada, ldap):
    local = newcomer(house, "anna@acme.test")
    connection = connect(house, ada, ldap, settings_more={"proves_email": False}, trusts_email=True)
    refused = sign_in(house, "anna")
    assert (refused.status, refused.error["details"]) == (403, {"reason": "unverified_email"})
    house.call("federation.change_connection", by=ada, id=connection["id"], settings={"proves_email": True})
    assert sign_in(house, "anna").json["user"]["id"] == local.id


def test_a_second_factor_is_asked_for_as_ever(house, ada, ldap):
    from appliance.kernel.actor import Actor, Role
    from appliance.store.database import write_now
    from tests import make

    connect(house, ada, ldap)
    me = sign_in(house, "anna").json["user"]
    write_now(make.factor, Actor(me["id"], me["organisation_id"], Role.EDITOR))
    assert sign_in(house, "anna").json["mfa_required"] is True


def test_somebody_suspended_here_stays_out(house, ada, ldap):
    connect(house, ada, ldap)
    me = sign_in(house, "anna").json["user"]
    house.call("users.change_user", by=ada, id=me["id"], active=False)
    assert sign_in(house, "anna").error["details"] == {"reason": "suspended"}


def test_the_trial_says_what_it_finds(house, ada, ldap):
    connection = connect(house, ada, ldap)
    found = house.call("federation.try_connection", by=ada, id=connection["id"]).json
    assert found["is_well"], found
    assert "2 found" in found["steps"][1]["detail"]
    house.call("federation.change_connection", by=ada, id=connection["id"], secrets={"bind_password": "wrong"})
    found = house.call("federation.try_connection", by=ada, id=connection["id"]).json
    assert [one["is_well"] for one in found["steps"]] == [False]


def test_the_rehearsal_reads_an_entry(house, ada, ldap):
    connection = connect(house, ada, ldap)
    entry = f'{{"entryUUID": "7", "mail": "carl@acme.test", "cn": "Carl", "memberOf": ["cn=law,ou=groups,{BASE}"]}}'
    told = house.call("federation.rehearse", by=ada, connection_id=connection["id"], material=entry).json
    assert (told["outcome"], told["email"], told["name"]) == ("created", "carl@acme.test", "Carl")
    for wrong in ("[]", "x", "{}"):
        reply = house.call("federation.rehearse", by=ada, connection_id=connection["id"], material=wrong)
        assert reply.status == 422


NO_SETTINGS = [
    {"host": "ldaps://x"}, {"host": ""}, {"port": 0}, {"security": "none"}, {"ca": "no certificate"}, {"base": ""},
    {"user_filter": "(uid=x)"}, {"user_filter": "(uid={login}"}, {"group_filter": "(member=x)"}, {"seconds": 0},
    {"bind_dn": ""}, {"id_attribute": "a b"}, {"groups": "all"}, {"most_suspended_percent": 0},
]  # fmt: skip


def test_settings_that_make_no_sense_are_refused(house, ada):
    for wrong in NO_SETTINGS:
        told = {"host": "ldap.acme.test", "base": BASE, "bind_dn": "cn=x"} | wrong
        reply = house.call("federation.create_connection", by=ada, kind="ldap", label="x", settings=told)
        assert reply.status == 422, wrong


def test_the_secret_is_never_told(house, ada, ldap):
    connection = connect(house, ada, ldap)
    assert connection["secrets_set"] == ["bind_password"]
    assert ADMIN_PASSWORD not in house.call("federation.list_connections", by=ada).body.decode()
    assert settings(ldap)["ca"] == connection["settings"]["ca"]


@pytest.fixture
def carl(house, ada, ldap):
    """Somebody of the directory who has signed in, and leaves it."""
    ldap.add(person("carl", "Carl Curt"))
    connect(house, ada, ldap, settings_more={"most_suspended_percent": 50})
    me = sign_in(house, "carl").json
    assert sign_in(house, "anna").status == 200
    return me


def test_whoever_left_the_directory_is_suspended_and_out(house, ada, ldap, carl):
    sync.every()
    assert house.call("users.read_user", by=ada, id=carl["user"]["id"]).json["active"] is True
    ldap.delete(f"uid=carl,ou=people,{BASE}")
    sync.every()
    assert house.call("users.read_user", by=ada, id=carl["user"]["id"]).json["active"] is False
    assert house.call("signin.me", headers={"Authorization": f"Bearer {carl['token']}"}).status == 401
    assert sign_in(house, "anna").status == 200


def test_many_at_once_are_a_fault_and_suspend_nobody(house, ada, ldap):
    connection = connect(house, ada, ldap)
    ids = [sign_in(house, name).json["user"]["id"] for name in ("anna", "bert")]
    narrow = {"settings": {"user_filter": "(&(objectClass=organizationalUnit)(ou={login}))"}}
    assert house.call("federation.change_connection", by=ada, id=connection["id"], **narrow).status == 200
    sync.every()
    assert events("DirectorySyncHeld")
    nobody = {"settings": {"user_filter": "(uid={login}x)"}}
    house.call("federation.change_connection", by=ada, id=connection["id"], **nobody)
    sync.every()
    assert events("DirectorySilent")
    assert {house.call("users.read_user", by=ada, id=one).json["active"] for one in ids} == {True}


def test_groups_are_renewed_without_a_sign_in(house, ada, ldap):
    staff = house.call("groups.create_group", by=ada, name="staff").json["id"]
    connection = connect(house, ada, ldap)
    me = sign_in(house, "bert").json["user"]
    assert me["groups"] == []
    house.call("federation.change_connection", by=ada, id=connection["id"], mapping={"same_names": True})
    sync.every()
    shown = house.call("users.read_user", by=ada, id=me["id"]).json
    assert [one["id"] for one in shown["groups"]] == [staff]


def test_the_operator_is_never_suspended(house, ada, ldap):
    connect(house, ada, ldap)
    ldap.add(person("ada", "Ada Adler"))
    assert sign_in(house, "ada").json["user"]["id"] == ada.id
    ldap.delete(f"uid=ada,ou=people,{BASE}")
    sync.every()
    assert house.call("users.read_user", by=ada, id=ada.id).json["active"] is True
