"""A real directory proves people: by search and by template, encrypted, whatever they type."""

import dataclasses
import socket

import pytest

from appliance.engines.directory import Directory, DirectoryDown, Lookup, Server, people
from appliance.engines.egress import Egress, Rule
from appliance.kernel import clock
from tests.engines.directory.slapd import ADMIN, ADMIN_PASSWORD, BASE, PASSWORD

LOOKUP = Lookup(base=BASE, bind_dn=ADMIN, bind_password=ADMIN_PASSWORD)


@pytest.fixture(autouse=True)
def _nobody_rests():
    people._rests_until.clear()


def server(ldap, **more):
    return Server(**({"host": "localhost", "port": ldap.tls_port, "ca": ldap.ca, "seconds": 5.0} | more))


@pytest.fixture
def directory(ldap, egress):
    return Directory(server(ldap), LOOKUP, egress)


def test_a_right_password_proves_somebody(directory):
    verdict = directory.proven("anna", PASSWORD)
    found = verdict.found
    assert (verdict.reason, found.email, found.name) == ("", "anna@acme.test", "Anna Adler")
    assert len(found.id) == 36
    assert set(found.groups) == {f"cn=law,ou=groups,{BASE}", "law", f"cn=staff,ou=groups,{BASE}", "staff"}
    assert "userpassword" not in found.claims
    assert directory.proven("anna@acme.test", PASSWORD).found.id == found.id


@pytest.mark.parametrize(("login", "password", "reason"), [
    ("anna", "wrong", "password"), ("anna", "", "password"), ("", PASSWORD, "password"), ("anna", "\x00", "password"),
    ("nobody", PASSWORD, "unknown"), ("*", PASSWORD, "unknown"), ("*)(uid=*", PASSWORD, "unknown"),
    ("anna)(|(uid=*", PASSWORD, "unknown"), ("anna\x00", PASSWORD, "unknown"), ("ännä", PASSWORD, "unknown"),
    ("anna*", PASSWORD, "unknown"), ("x" * 5000, PASSWORD, "unknown"),
])  # fmt: skip
def test_nothing_else_does(directory, login, password, reason):
    verdict = directory.proven(login, password)
    assert (verdict.found, verdict.reason) == (None, reason)


def test_two_people_of_one_name_are_nobody(ldap, egress):
    lookup = dataclasses.replace(LOOKUP, user_filter="(|(uid={login})(objectClass=inetOrgPerson))")
    assert Directory(server(ldap), lookup, egress).proven("anna", PASSWORD).reason == "ambiguous"


@pytest.mark.parametrize("template", [f"uid={{login}},ou=people,{BASE}"])
def test_people_bind_by_a_template(ldap, egress, template):
    own = Directory(server(ldap), Lookup(base=BASE, user_dn=template), egress)
    assert own.proven("bert", PASSWORD).found.email == "bert@acme.test"
    for login in ("bert,ou=people", "bert+cn=x", "", "nobody"):
        assert own.proven(login, PASSWORD).found is None
    assert own.proven("bert", "wrong").reason == "password"


@pytest.mark.parametrize(
    ("groups", "filter_"), [("search", "(member={dn})"), ("search", "(&(objectClass=groupOfNames)(member={dn}))")]
)
def test_groups_are_searched(ldap, egress, groups, filter_):
    lookup = dataclasses.replace(LOOKUP, groups=groups, group_base=f"ou=groups,{BASE}", group_filter=filter_)
    found = Directory(server(ldap), lookup, egress).proven("bert", PASSWORD).found
    assert found.groups == (f"cn=staff,ou=groups,{BASE}", "staff")
    lookup = dataclasses.replace(LOOKUP, groups="none")
    assert Directory(server(ldap), lookup, egress).proven("bert", PASSWORD).found.groups is None


def test_starttls_encrypts_before_anything_is_said(ldap, egress):
    begun = Directory(server(ldap, port=ldap.port, security="starttls"), LOOKUP, egress)
    assert begun.proven("anna", PASSWORD).found.email == "anna@acme.test"


@pytest.mark.parametrize("more", [
    {"ca": ""}, {"host": "ldap.acme.test"}, {"security": "starttls"}, {"port": 1},
])  # fmt: skip
def test_a_server_that_cannot_be_proven_is_not_spoken_to(ldap, more):
    egress = Egress([Rule("directory", private=True)], resolver=lambda *_: ["127.0.0.1"])
    with pytest.raises(DirectoryDown):
        Directory(server(ldap, **more), LOOKUP, egress).proven("anna", PASSWORD)


def test_no_other_host_is_reached(ldap):
    pinned = Egress([Rule("directory", private=True, targets=frozenset({("ldap.acme.test", 636)}))])
    with pytest.raises(DirectoryDown):
        Directory(server(ldap), LOOKUP, pinned).proven("anna", PASSWORD)


def test_a_wrong_account_for_looking_is_no_wrong_password(ldap, egress):
    lookup = dataclasses.replace(LOOKUP, bind_password="wrong")
    with pytest.raises(DirectoryDown):
        Directory(server(ldap), lookup, egress).proven("anna", PASSWORD)


def test_a_server_that_never_answers_costs_its_time_once(egress):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        slow = Server("127.0.0.1", silent.getsockname()[1], seconds=0.2)
        with pytest.raises(DirectoryDown, match="in time"):
            Directory(slow, LOOKUP, egress).proven("anna", PASSWORD)
        with pytest.raises(DirectoryDown, match="a moment ago"):
            Directory(slow, LOOKUP, egress).proven("anna", PASSWORD)


def test_a_server_that_was_down_is_asked_again(directory, clock_hands):
    people._rests_until["directory"] = clock.monotonic() + people.REST_SECONDS
    with pytest.raises(DirectoryDown):
        directory.proven("anna", PASSWORD)
    clock_hands.advance(6_000)
    assert directory.proven("anna", PASSWORD).found is not None


def test_people_are_listed_page_by_page(ldap, directory, monkeypatch):
    from appliance.engines.directory import connection

    monkeypatch.setattr(connection, "_PAGE", 1)
    wanted = {directory.proven(one, PASSWORD).found.id for one in ("anna", "bert")}
    assert {one.name for one in directory.people(wanted)} == {"Anna Adler", "Bert Busch"}
    assert list(directory.people({"nobody"})) == []
    assert directory.looked_at() == (2, 0, 2)
