"""A real OpenID provider in a process of its own, and connections to it."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rooms.identity.oauth.browsing import HOME, Browser
from tests.rooms.identity.oauth.forging import Hub, Issuer, serving

PEERS = Path(__file__).parents[3] / "peers"
SECRET = "a peer's secret, with : and % in it"
PEOPLE = {
    "nina": {"name": "Nina Northwind", "email": "nina@peer.example", "email_verified": True, "groups": ["Lawyers", "staff"], "hd": "peer.example", "roles": {"appliance": "boss"}, "xms_edov": True},
    "mallory": {"name": "Mallory", "email": "cleo@example.com", "email_verified": False, "xms_edov": False},
    "cleo": {"name": "Cleo", "email": "Cleo@Example.com", "email_verified": True, "hd": "example.com", "xms_edov": True},
    "otto": {"name": "Otto", "email": "otto@other.example", "email_verified": True, "hd": "other.example"},
}  # fmt: skip


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running oidc-provider."""
    modules = Path(os.environ.get("APPLIANCE_TEST_PEERS", PEERS)) / "node_modules"
    if not shutil.which("node") or not (modules / "oidc-provider").exists():
        pytest.skip("needs node and oidc-provider: npm install --prefix tests/peers")
    folder = tmp_path_factory.mktemp("provider")
    shutil.copy(PEERS / "openid.mjs", folder)
    (folder / "node_modules").symlink_to(modules)
    command = ["node", "--no-warnings", "openid.mjs", HOME]
    environment = {"PATH": os.environ["PATH"], "PEOPLE": json.dumps(PEOPLE)}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        assert running.stdout is not None
        yield next(line.strip() for line in running.stdout if line.startswith("http://"))
        running.terminate()


@pytest.fixture
def config(config: Any) -> Any:
    import dataclasses

    return dataclasses.replace(config, public_url=HOME)


@pytest.fixture
def connect(house: Any, ada: Any) -> Callable[..., dict[str, Any]]:
    """Adds a connection as Ada would on the page."""

    def add(kind: str, settings: dict[str, Any], **more: Any) -> dict[str, Any]:
        given = {
            "label": kind,
            "creates_people": True,
            "domains": ["peer.example"],
            "secrets": {"client_secret": SECRET},
        }
        reply = house.call(
            "federation.create_connection",
            by=ada,
            kind=kind,
            settings={"client_id": "appliance"} | settings,
            **given | more,
        )
        assert reply.status == 201, reply.json
        found: dict[str, Any] = reply.json
        return found

    return add


@pytest.fixture
def browser(house: Any) -> Browser:
    return Browser(house)


@pytest.fixture
def ada(people: Any) -> Any:
    """Owns the organisation of the connections."""
    return people["ada"]


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    """An OpenID issuer that says and signs what a test makes it."""
    with serving(Issuer) as found:
        yield found


@pytest.fixture
def other() -> Iterator[Issuer]:
    """Another one."""
    with serving(Issuer) as found:
        yield found


@pytest.fixture
def hub() -> Iterator[Hub]:
    """What speaks like GitHub and like Nextcloud."""
    with serving(Hub) as found:
        yield found
