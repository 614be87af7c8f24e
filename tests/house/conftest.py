"""`town`: one running house with everybody in it for the whole folder; `acme` is the same, as it was at first."""

from collections.abc import Iterator

import pytest

from tests.copying import copied
from tests.driving import LoopThread
from tests.house.town import Template, Town, settled


@pytest.fixture(scope="package")
def peopled(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return settled(tmp_path_factory.mktemp("people") / "data")


@pytest.fixture(scope="package")
def town(tmp_path_factory: pytest.TempPathFactory, peopled: Template, loop_thread: LoopThread) -> Iterator[Town]:
    folder = copied(peopled.folder, tmp_path_factory.mktemp("town") / "data")
    found = Town(peopled, folder, loop_thread)
    yield found
    found.close()


@pytest.fixture
def acme(town: Town) -> Town:
    """The house as it was at first."""
    town.reset()
    return town
