"""The whole way with an identity provider that is none of ours: samlify, on a loopback port, as a browser goes it."""

import html
import json
import os
import re
import shutil
import subprocess
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from appliance.engines.saml.certificates import bare
from tests.engines.saml.forging import pair
from tests.rooms.identity.saml_flow import Browser

PEERS = Path(__file__).parents[2] / "peers"
MODULES = Path(os.environ.get("APPLIANCE_TEST_PEERS", PEERS)) / "node_modules"
PERSON = {
    "name_id": "7f3e-ada",
    "attributes": {"email": "ada@idp.example", "displayName": "Ada Löwe", "groups": "engine"},
}

pytestmark = pytest.mark.skipif(
    not (shutil.which("node") and (MODULES / "samlify").is_dir()),
    reason="needs node and samlify: npm install --prefix tests/peers",
)


@pytest.fixture(scope="module")
def provider(tmp_path_factory):
    """The provider's address. Node looks for modules beside the program, so the program is put beside them."""
    folder = tmp_path_factory.mktemp("peer")
    (folder / "node_modules").symlink_to(MODULES)
    program = shutil.copy(PEERS / "saml.mjs", folder)
    key, certificate = pair()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()
    words = {"KEY": pem, "CERTIFICATE": bare(certificate), "PERSON": json.dumps(PERSON), "PATH": os.environ["PATH"]}
    with subprocess.Popen(["node", program], env=words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.kill()


def fetch(url, data=None):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data), timeout=10) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as error:
        raise AssertionError(error.read().decode()) from None


def fields_of(page):
    """Where a page's form goes, and its fields."""
    action = re.search(r'action="([^"]*)"', page)
    assert action is not None, page
    named = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return html.unescape(action[1]), {name: html.unescape(value) for name, value in named}


def connect(house, ada, provider, mode, **settings):
    fetch(f"{provider}/sp", house.get("/auth/saml/metadata").body)
    settings = {"metadata": fetch(f"{provider}/{mode}/metadata")} | settings
    given = {"kind": "saml", "label": "samlify", "settings": settings, "creates_people": True, "trusts_email": True}
    reply = house.call("federation.create_connection", by=ada, **given)
    assert reply.status == 201, reply.body


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
