"""`python -m tests` is the gate: format, lint, types, floors, tests, in that order. `fast` leaves out the long journeys.

`slow` runs what takes minutes (durability in full length); arguments after that go to pytest. Files of tests run side by
side; what is marked `alone` runs after them, with the machine to itself.
"""

import compileall
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent

CHECKS = (
    ("format", ("ruff", "format", "--check", "-q", ".")),
    ("lint", ("ruff", "check", "-q", ".")),
    ("types", ("mypy",)),
    ("floors", ("importlinter.cli", "lint-imports")),
)
MOST_AT_ONCE = 4
A_LITTLE_MORE = 1
"""Tests wait for processes, sockets and disks half of their time: one more of them than cores keeps the cores busy."""
NOTHING_COLLECTED = 5
MEMORY, ENOUGH = "/dev/shm", 2 << 30  # noqa: S108 -- what lies in it is a folder of our own
MARKED = "mark.alone"


def _run(name: str, command: tuple[str, ...]) -> bool:
    done = subprocess.run(command, cwd=ROOT, check=False)
    return _tell(name, is_fine=done.returncode == 0)


def _tell(name: str, *, is_fine: bool) -> bool:
    sys.stdout.write(f"{name}: {'fine' if is_fine else 'NOT FINE'}\n")
    sys.stdout.flush()
    return is_fine


def _module(module: str, *arguments: str) -> tuple[str, ...]:
    if module == "importlinter.cli":
        code = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
        return (sys.executable, "-c", code)
    return (sys.executable, "-m", module, *arguments)


def _side_by_side(folder: Path) -> tuple[str, ...]:
    """Options that spread the files over the cores: in order, so that the short ones come last."""
    count = min((os.cpu_count() or 1) + A_LITTLE_MORE, MOST_AT_ONCE)
    place = ("--basetemp", str(folder / "tests"))
    return ("-n", str(count), "--dist", "loadfile", "--no-loadscope-reorder", *place)


def _fast_place() -> str | None:
    """In memory if there is much of it, where nobody waits for a disk: those who measure that run alone."""
    try:
        free = shutil.disk_usage(MEMORY).free
    except OSError:
        return None
    return MEMORY if free >= ENOUGH else None


def _alone(rest: list[str]) -> tuple[str, ...]:
    """The files in which something is marked, unless others are named: nothing else need be loaded."""
    if any((ROOT / one.partition("::")[0]).exists() for one in rest):
        return ()
    marked = [
        path for path in sorted((ROOT / "tests").rglob("test_*.py")) if MARKED in path.read_text(encoding="utf-8")
    ]
    return tuple(str(path.relative_to(ROOT)) for path in marked)


def _keep_bytecode() -> None:
    """The product is compiled once, and not by each of the hundreds of processes that the tests start."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    compileall.compile_dir(ROOT / "appliance", quiet=1)


def _tests(marks: str, rest: list[str]) -> bool:
    """Run the tests with these marks; fine when there are some and all of them are."""
    codes = []
    with tempfile.TemporaryDirectory(prefix="appliance-", dir=_fast_place(), ignore_cleanup_errors=True) as folder:
        together = _side_by_side(Path(folder))
        for name, more, which in (("together", together, "not alone"), ("alone", _alone(rest), "alone")):
            command = (sys.executable, "-m", "pytest", "-m", f"({marks}) and {which}", *more, *rest)
            codes.append(subprocess.run(command, cwd=ROOT, check=False).returncode)
            _tell(f"tests {name}", is_fine=codes[-1] in (0, NOTHING_COLLECTED))
    return 0 in codes and set(codes) <= {0, NOTHING_COLLECTED}


def main(arguments: list[str]) -> int:
    """Run the whole gate, or the part that the first word names; the answer is the exit code."""
    which = arguments[0] if arguments and arguments[0] in ("fast", "slow") else ""
    marks = {"fast": "not slow and not journey", "slow": "slow", "": "not slow"}[which]
    rest = arguments[1:] if which else arguments
    _keep_bytecode()
    fine = which == "slow" or min([_run(name, _module(*command)) for name, command in CHECKS])
    fine = _tests(marks, rest) and fine
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
