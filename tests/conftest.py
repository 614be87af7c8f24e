"""Fixtures of every test through the door: `house` is a running appliance on a data folder of its own.

The server is the real one, on a loopback socket and a background event loop (see tests/driving.py). The database is a
copy of a migrated template, so that a house costs milliseconds. Addresses beyond loopback cannot be reached.
"""

import dataclasses
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appliance.config import Config, put_in_force
from appliance.kernel import clock
from appliance.kernel.assembly import House
from appliance.kernel.room import Room
from appliance.store import open_store
from tests.driving import Driven, LoopThread

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_connect = socket.socket.connect


def _only_loopback(self: socket.socket, address: Any) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in _LOOPBACK:
        raise AssertionError(f"a test reached for {address}")
    _connect(self, address)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "settings(**changes): settings of this test's house")


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


@pytest.fixture
def clock_hands() -> Iterator[clock.Hands]:
    """The clock, held at this moment; `advance` moves it."""
    with clock.held() as hands:
        yield hands


@pytest.fixture(scope="session")
def rooms() -> tuple[Room, ...]:
    """The rooms of the house; a folder of tests may put others here."""
    from appliance.house import ROOMS

    return ROOMS


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, rooms: tuple[Room, ...]) -> Path:
    """A data folder with every table and nothing in it."""
    folder = tmp_path_factory.mktemp("template") / "data"
    open_store(folder).close()
    return folder


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """The settings of the test's house; rates are lifted unless a test asks for them."""
    return Config(data_dir=tmp_path / "data", port=0, rate_factor=0.0, drain_seconds=2)


@pytest.fixture
def data_folder(config: Config, template: Path) -> Path:
    shutil.copytree(template, config.data_dir)
    return config.data_dir


@pytest.fixture
def house(
    config: Config, data_folder: Path, rooms: tuple[Room, ...], loop_thread: LoopThread, request: pytest.FixtureRequest
) -> Iterator[Driven]:
    """A running appliance. `@pytest.mark.settings(rate_factor=1.0)` changes its configuration."""
    for mark in reversed(list(request.node.iter_markers("settings"))):  # the nearest one has the last word
        config = dataclasses.replace(config, **mark.kwargs)
    put_in_force(config)
    store = open_store(data_folder)
    try:
        driven = Driven(House(rooms), config, loop_thread)
        yield driven
        driven.stop()
    finally:
        store.close()
        put_in_force(None)
