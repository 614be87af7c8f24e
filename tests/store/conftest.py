from pathlib import Path

import pytest

from tests.store import notes


@pytest.fixture
def store(tmp_path: Path):
    with notes.store(tmp_path / "data") as opened:
        yield opened
