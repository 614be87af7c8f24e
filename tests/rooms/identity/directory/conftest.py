"""A house whose people sign in with a real directory."""

import pytest

from appliance.engines.directory import people
from tests.engines.directory.conftest import ldap
from tests.engines.directory.slapd import ADMIN, ADMIN_PASSWORD, BASE

__all__ = ["ldap"]


@pytest.fixture(autouse=True)
def _nobody_rests():
    people._rests_until.clear()


def settings(ldap, **more):
    told = {"host": "localhost", "port": ldap.tls_port, "ca": ldap.ca, "base": BASE, "bind_dn": ADMIN}
    return told | {"proves_email": True} | more


def connect(house, by, ldap, *, settings_more=None, **more):
    """A connection to the directory; whoever is new gets an account."""
    draft = {
        "kind": "ldap", "label": "Acme", "settings": settings(ldap, **(settings_more or {})),
        "secrets": {"bind_password": ADMIN_PASSWORD}, "creates_people": True, "links_verified_email": True,
    }  # fmt: skip
    reply = house.call("federation.create_connection", by=by, **(draft | more))
    assert reply.status == 201, reply.body
    return reply.json
