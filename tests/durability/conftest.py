"""A served data folder for each test, and the figures that the faults gave, told at the end of the run."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.durability.process import Served

HERE = Path(__file__).parent
_figures = pytest.StashKey[list[str]]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("alone")


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Tell a measured figure."""
    told = request.config.stash.setdefault(_figures, [])
    return lambda line: told.append(f"{request.node.name}: {line}")


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Make a data folder's server; its process does not outlive the test."""
    made: list[Served] = []

    def make(**settings: Any) -> Served:
        made.append(Served(settings.pop("folder", tmp_path / f"data{len(made)}"), **settings))
        return made[-1]

    yield make
    for one in made:
        one.close()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    for line in config.stash.get(_figures, []):
        terminalreporter.write_line(line)
