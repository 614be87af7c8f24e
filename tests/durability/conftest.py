"""A served data folder for each test, and the figures that the faults gave, told at the end of the run.

Files that measure or fill the machine are marked `alone`; the others only kill and start again.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.durability.process import Served


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Tell a measured figure at the end of the run."""
    return lambda line: request.node.user_properties.append(("figure", line))


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
