"""A store with the notes' table, for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.store import Store
from tests.work import toy


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with toy.store(tmp_path / "data") as opened:
        yield opened
