"""A SAML identity provider that is none of ours: samlify, in a process of its own on a loopback port."""

import contextlib
import html
import json
import os
import re
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from appliance.engines.saml.certificates import bare
from tests.engines.saml.forging import pair

PEERS = Path(__file__).parents[2] / "peers"
MODULES = Path(os.environ.get("APPLIANCE_TEST_PEERS", PEERS)) / "node_modules"
PERSON = {
    "name_id": "7f3e-ada",
    "attributes": {"email": "ada@idp.example", "displayName": "Ada Löwe", "groups": "engine"},
}
installed = pytest.mark.skipif(
    not (shutil.which("node") and (MODULES / "samlify").is_dir()),
    reason="needs node and samlify: npm install --prefix tests/peers",
)


@contextlib.contextmanager
def running(folder: Path, host: str = "127.0.0.1") -> Iterator[str]:
    """The provider's address. Node looks for modules beside the program, so the program is put beside them."""
    (folder / "node_modules").symlink_to(MODULES)
    program = shutil.copy(PEERS / "saml.mjs", folder)
    key, certificate = pair()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()
    words = {"KEY": pem, "CERTIFICATE": bare(certificate), "PERSON": json.dumps(PERSON)}
    words |= {"HOST": host, "PATH": os.environ["PATH"]}
    with subprocess.Popen(["node", program], env=words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.kill()


def fetch(url: str, data: bytes | None = None) -> str:
    """What an address answers."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data), timeout=10) as answer:
            text: str = answer.read().decode()
            return text
    except urllib.error.HTTPError as error:
        raise AssertionError(error.read().decode()) from None


def fields_of(page: str) -> tuple[str, dict[str, str]]:
    """Where a page's form goes, and its fields."""
    action = re.search(r'action="([^"]*)"', page)
    assert action is not None, page
    named = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return html.unescape(action[1]), {name: html.unescape(value) for name, value in named}


def connect(house: Any, ada: Any, provider: str, mode: str, **settings: Any) -> None:
    """Make the provider and the house known to each other."""
    fetch(f"{provider}/sp", house.get("/auth/saml/metadata").body)
    settings = {"metadata": fetch(f"{provider}/{mode}/metadata")} | settings
    given = {"kind": "saml", "label": "samlify", "settings": settings, "creates_people": True, "trusts_email": True}
    reply = house.call("federation.create_connection", by=ada, **given)
    assert reply.status == 201, reply.body
