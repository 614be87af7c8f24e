"""Journeys run against a process of their own; the tests of a module share it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.running import ROOT, Client, Running


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A fresh appliance. It may honour demo licences; its process outlives every test of the module, or they fail."""
    with Running(tmp_path_factory.mktemp("running"), allow_demo_license=1) as running:
        pid = running.pid
        yield running
        assert running.stop() == 0
        assert running.pid == pid
        assert running.errors == []


@pytest.fixture(scope="module")
def ada(running: Running) -> Client:
    """The first administrator."""
    return running.set_up()


@pytest.fixture(scope="session")
def real_files() -> Path:
    """A folder of documents made by others, somewhere beside the repository."""
    found = next((up / "shared/data/files" for up in ROOT.parents if (up / "shared/data/files").is_dir()), None)
    if found is None:
        pytest.skip("the real documents are not there")
    return found
