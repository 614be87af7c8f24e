"""The whole way with an identity provider that is none of ours, as a browser goes it."""

from urllib.parse import urlencode

import pytest

from tests.rooms.identity.saml_flow import Browser
from tests.rooms.identity.saml_peer import connect, fetch, fields_of, installed, running

pytestmark = installed


@pytest.fixture(scope="module")
def provider(tmp_path_factory):
    with running(tmp_path_factory.mktemp("peer")) as address:
        yield address


def signed_in(house, browser):
    """Go to the provider and back as a browser does; who one is then."""
    reply = browser.get("/auth/saml/login?next=/knowledge")
    if reply.status == 200:  # the request travels as a form
        address, fields = fields_of(reply.body.decode())
        page = fetch(address, urlencode(fields).encode())
    else:
        page = fetch(reply.headers["location"])
    address, fields = fields_of(page)
    assert address.endswith("/auth/saml/acs")
    reply = browser.post("/auth/saml/acs", fields)
    assert reply.headers["location"].startswith("/auth/saml/finish"), reply.headers["location"]
    reply = browser.get(reply.headers["location"])
    assert reply.headers["location"] == "/knowledge"
    return house.get("/auth/user", headers={"Cookie": f"appliance_session={browser.cookies['appliance_session']}"}).json


@pytest.mark.parametrize("mode", ["assertion", "message"])
def test_a_foreign_provider_signs_somebody_in(house, ada, provider, mode):
    connect(house, ada, provider, mode)
    me = signed_in(house, Browser(house))
    assert (me["email"], me["name"]) == ("ada@idp.example", "Ada Löwe")


@pytest.mark.parametrize("binding", ["redirect", "post"])
def test_a_foreign_provider_verifies_our_signature_and_encrypts_for_us(house, ada, provider, binding):
    assert house.call("saml.make_key", by=ada).status == 200
    connect(house, ada, provider, "encrypted", binding=binding)
    assert signed_in(house, Browser(house))["email"] == "ada@idp.example"
