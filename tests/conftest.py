"""Fixtures of every test through the door: `house` is a running appliance on a data folder of its own.

The server is the real one, on a loopback socket and a background event loop (see tests/driving.py). The database is a
copy of a migrated template, so that a house costs milliseconds. Addresses beyond loopback cannot be reached.
"""

import dataclasses
import gc
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from appliance import engines
from appliance.config import Config, put_in_force
from appliance.kernel import clock
from appliance.server import Appliance
from appliance.store import open_store
from appliance.store.database import write_now
from appliance.web.app import create_app
from tests import reading
from tests.copying import copied
from tests.driving import Driven, LoopThread
from tests.people import People, Person, settle

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
LONGEST = ("durability/test_points.py", "tests/test_cli.py")
"""Files that take most of a minute in one go: begun last, they would leave the other cores without work."""
_connect = socket.socket.connect


def _only_loopback(self: socket.socket, address: Any) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in _LOOPBACK:
        raise AssertionError(f"a test reached for {address}")
    _connect(self, address)


def pytest_configure(config: pytest.Config) -> None:
    # the gate tries the same examples each time, so that it says something of the change; `slow` looks for new ones
    hypothesis.settings.register_profile(
        "gate", derandomize="slow" not in str(config.option.markexpr).replace("not slow", "")
    )
    hypothesis.settings.load_profile("gate")
    config.addinivalue_line("markers", "settings(**changes): settings of this test's house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: str(item.path).endswith(LONGEST), reverse=True)  # stable: each begins before the rest


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What tests measured, from whichever process ran them."""
    for report in terminalreporter.stats.get("passed", []):
        for name, line in report.user_properties:
            if name == "figure" and report.when == "call":
                terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {line}")


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()  # the tests and their libraries stay to the end; collections between tests need not look at them


@pytest.fixture(autouse=True, scope="session")
def _closed_sockets() -> Iterator[None]:
    socket.socket.connect = _only_loopback  # type: ignore[method-assign, assignment]
    yield
    socket.socket.connect = _connect  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def loop_thread() -> Iterator[LoopThread]:
    thread = LoopThread()
    yield thread
    thread.close()
    reading.end()


@pytest.fixture
def clock_hands() -> Iterator[clock.Hands]:
    """The clock, held at this moment; `advance` moves it."""
    with clock.held() as hands:
        yield hands


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with every table and nothing in it."""
    folder = tmp_path_factory.mktemp("template") / "data"
    open_store(folder).close()
    return folder


def _settings(folder: Path) -> Config:
    return Config(data_dir=folder, port=0, rate_factor=0.0, drain_seconds=2)


@pytest.fixture
def config(tmp_path: Path, request: pytest.FixtureRequest) -> Config:
    """The settings of the test's house, changed by `@pytest.mark.settings(...)`. Rates are lifted unless it asks."""
    settings = _settings(tmp_path / "data")
    for mark in reversed(list(request.node.iter_markers("settings"))):  # the nearest one has the last word
        settings = dataclasses.replace(settings, **mark.kwargs)
    return settings


@pytest.fixture
def data_folder(config: Config, template: Path) -> Path:
    return copied(template, config.data_dir)


@contextmanager
def _running(config: Config, loop_thread: LoopThread) -> Iterator[Driven]:
    appliance = Appliance(config)
    sandbox = engines.started().sandbox
    reading.lend(sandbox)
    app = create_app(appliance.house, config)
    driven = Driven(app, config, loop_thread, appliance.start, appliance.stop, appliance.idle)
    yield driven
    reading.take_back(sandbox)
    driven.stop()
    put_in_force(None)


@pytest.fixture
def house(config: Config, data_folder: Path, loop_thread: LoopThread) -> Iterator[Driven]:
    """A running appliance in which nobody has signed up yet."""
    with _running(config, loop_thread) as driven:
        yield driven


@pytest.fixture(scope="module")
def one_house(tmp_path_factory: pytest.TempPathFactory, template: Path, loop_thread: LoopThread) -> Iterator[Driven]:
    """The same for a whole file, whose tests write nothing; no other house may run beside it."""
    folder = copied(template, tmp_path_factory.mktemp("house") / "data")
    with _running(_settings(folder), loop_thread) as driven:
        yield driven


@pytest.fixture
def people(house: Driven) -> People:
    """Everybody of tests/people.py, living in the house."""
    return write_now(settle)


@pytest.fixture
def ada(people: People) -> Person:
    """Owns Acme: its first administrator, and operator of the machine."""
    return people["ada"]


@pytest.fixture
def ben(people: People) -> Person:
    """Administers."""
    return people["ben"]


@pytest.fixture
def cleo(people: People) -> Person:
    """A member."""
    return people["cleo"]


@pytest.fixture
def dan(people: People) -> Person:
    """Only looks."""
    return people["dan"]


@pytest.fixture
def eve(people: People) -> Person:
    """Administers Umbra, another organisation."""
    return people["eve"]


@pytest.fixture
def finn(people: People) -> Person:
    """Suspended."""
    return people["finn"]


@pytest.fixture
def kay(people: People) -> Person:
    """A key of Cleo's that only reads."""
    return people["kay"]
