"""`python -m tests` is the gate: format, lint, types, floors, tests, in that order. `fast` leaves out the long journeys.

`slow` runs what takes minutes (durability in full length); arguments after that go to pytest.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

CHECKS = (
    ("format", ("ruff", "format", "--check", "-q", ".")),
    ("lint", ("ruff", "check", "-q", ".")),
    ("types", ("mypy",)),
    ("floors", ("importlinter.cli", "lint-imports")),
)


def _run(name: str, command: tuple[str, ...]) -> bool:
    done = subprocess.run(command, cwd=ROOT, check=False)
    sys.stdout.write(f"{name}: {'fine' if done.returncode == 0 else 'NOT FINE'}\n")
    sys.stdout.flush()
    return done.returncode == 0


def _module(module: str, *arguments: str) -> tuple[str, ...]:
    if module == "importlinter.cli":
        code = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
        return (sys.executable, "-c", code)
    return (sys.executable, "-m", module, *arguments)


def main(arguments: list[str]) -> int:
    """Run the whole gate, or the part that the first word names; the answer is the exit code."""
    which = arguments[0] if arguments and arguments[0] in ("fast", "slow") else ""
    marks = {"fast": "not slow and not journey", "slow": "slow", "": "not slow"}[which]
    rest = arguments[1:] if which else arguments
    fine = which == "slow" or min([_run(name, _module(*command)) for name, command in CHECKS])
    fine = _run("tests", (sys.executable, "-m", "pytest", "-m", marks, *rest)) and fine
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
