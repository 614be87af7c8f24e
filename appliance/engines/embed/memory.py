"""How much memory may still be taken: of the machine, and of the control group that the appliance runs in."""

from pathlib import Path
from typing import Final

_MACHINE: Final = Path("/proc/meminfo")
_GROUP: Final = Path("/proc/self/cgroup")
_GROUPS: Final = Path("/sys/fs/cgroup")


def spare_bytes(machine: Path = _MACHINE, group: Path = _GROUP, groups: Path = _GROUPS) -> int:
    """Bytes that can be taken without swapping or being ended for it; 0 where nothing tells."""
    try:
        told = dict(line.split(":", 1) for line in machine.read_text().splitlines())
        free = int(told["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return 0
    left = _left_in_group(group, groups)
    return free if left is None else min(free, left)


def _left_in_group(group: Path, groups: Path) -> int | None:
    """What the limit of the group leaves; files that were read count as free, for they are given up first."""
    try:
        own = group.read_text().strip().rpartition("0::/")[2].partition("\n")[0]
        limit = int((groups / own / "memory.max").read_text())
        used = int((groups / own / "memory.current").read_text())
        told = dict(line.split() for line in (groups / own / "memory.stat").read_text().splitlines())
        return max(0, limit - used + int(told.get("inactive_file", 0)))
    except (OSError, ValueError):  # no such group, or the word `max`
        return None
