"""What memory is left is the less of the machine's and of the control group's."""

from pathlib import Path

import pytest

from appliance.engines.embed.memory import spare_bytes

MEGABYTE = 1 << 20


def told(folder: Path, limit: str, used: int = 0, files: int = 0) -> int:
    (folder / "meminfo").write_text("MemTotal:  900 kB\nMemAvailable:  4096 kB\n")
    (folder / "cgroup").write_text("0::/service\n")
    own = folder / "groups" / "service"
    own.mkdir(parents=True)
    (own / "memory.max").write_text(f"{limit}\n")
    (own / "memory.current").write_text(f"{used}\n")
    (own / "memory.stat").write_text(f"anon 1\ninactive_file {files}\n")
    return spare_bytes(folder / "meminfo", folder / "cgroup", folder / "groups")


@pytest.mark.parametrize(
    ("limit", "used", "files", "left"),
    [
        ("max", 0, 0, 4 * MEGABYTE),
        (str(64 * MEGABYTE), MEGABYTE, 0, 4 * MEGABYTE),
        (str(8 * MEGABYTE), 7 * MEGABYTE, 0, MEGABYTE),
        (str(8 * MEGABYTE), 7 * MEGABYTE, MEGABYTE, 2 * MEGABYTE),
        (str(MEGABYTE), 7 * MEGABYTE, 0, 0),
    ],
)
def test_the_tighter_limit_counts(tmp_path: Path, limit: str, used: int, files: int, left: int) -> None:
    assert told(tmp_path, limit, used, files) == left


def test_without_a_word_of_it_there_is_none(tmp_path: Path) -> None:
    assert spare_bytes(tmp_path / "none", tmp_path / "none", tmp_path) == 0


def test_this_machine_has_some() -> None:
    assert spare_bytes() > 0
