"""Fixtures of the knowledge wing: `living` is the wing at work on a data folder of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from appliance.store import open_store
from tests import reading
from tests.copying import copied
from tests.rooms.knowledge.judge import Judge, judging
from tests.rooms.knowledge.living import Living, LoopThread


@pytest.fixture(scope="session")
def knowledge_loop() -> Iterator[LoopThread]:
    thread = LoopThread()
    yield thread
    thread.close()
    reading.end()


@pytest.fixture(scope="session")
def empty_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("knowledge") / "data"
    open_store(folder).close()
    return folder


@contextmanager
def begun(folder: Path, empty_data: Path, loop: LoopThread) -> Iterator[Living]:
    """The wing at work on a copy of the empty folder."""
    wing = Living(copied(empty_data, folder), loop.loop)
    yield wing
    wing.stop()


@pytest.fixture
def living(tmp_path: Path, empty_data: Path, knowledge_loop: LoopThread) -> Iterator[Living]:
    with begun(tmp_path / "data", empty_data, knowledge_loop) as wing:
        yield wing


@pytest.fixture
def judge() -> Iterator[Judge]:
    """A reranking server that listens."""
    with judging() as made:
        yield made
