"""Tests of the web floor use the toy room instead of the product's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.config import Config
from appliance.kernel.actor import Credential, Role
from appliance.kernel.assembly import House
from appliance.kernel.csrf import csrf_token
from appliance.store import open_store
from appliance.store.database import write_now
from appliance.store.ddl import statements
from appliance.store.unit import writing_connection
from appliance.web.app import create_app
from tests.driving import Caller, Driven, LoopThread
from tests.web import toy


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template") / "data"
    store = open_store(folder)
    write_now(_create)
    store.close()
    return folder


def _create() -> None:
    for statement in statements([toy.Note]):
        writing_connection().execute(statement)


@pytest.fixture
def house(config: Config, data_folder: Path, loop_thread: LoopThread) -> Iterator[Driven]:
    """A running house whose only room is the toy."""
    store = open_store(data_folder)
    try:
        driven = Driven(create_app(House((toy.ROOM,)), config), config, loop_thread)
        yield driven
        driven.stop()
    finally:
        store.close()


@pytest.fixture(autouse=True)
def _fresh_toys() -> Iterator[None]:
    toy.calls.clear()
    toy.PEOPLE.clear()
    toy.ENDED.clear()
    toy.licensed.clear()
    toy.holding.clear()
    yield
    toy.holding.set()


def bearer(name: str, **more: object) -> Caller:
    """Someone with a personal access token."""
    secret = f"apl_pat_{name}"
    toy.PEOPLE[secret] = toy.actor(name, Credential.PAT, **({"session_id": ""} | more))
    return Caller(name, {"Authorization": f"Bearer {secret}"})


@pytest.fixture
def cleo() -> Caller:
    """An editor."""
    return bearer("cleo")


@pytest.fixture
def dan() -> Caller:
    """A viewer."""
    return bearer("dan", role=Role.VIEWER)


@pytest.fixture
def eve() -> Caller:
    """An editor of another organisation."""
    return bearer("eve", org_id="org_other")


@pytest.fixture
def browser(house: Driven) -> Caller:
    """Cleo in a browser: her cookie and the token of her session."""
    toy.PEOPLE["cookie-of-cleo"] = toy.actor("cleo")
    cookie = {"Cookie": "appliance_session=cookie-of-cleo"}
    return Caller("cleo", cookie | {"X-CSRF-Token": csrf_token("ses_cleo")}, cookie)
