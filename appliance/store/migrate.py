"""Runs the numbered list of migrations: forward only, each in one transaction; a newer file is refused."""

import importlib
import pkgutil
import re
from typing import Any

import apsw

from appliance.kernel import telemetry
from appliance.store import migrations

_NAME = re.compile(r"^(\d{4})_\w+$")


class NewerSchema(Exception):
    """The data was written by a newer version of the appliance."""


def steps() -> list[tuple[int, str, tuple[str, ...]]]:
    """(number, name, statements) in order; RuntimeError when the numbers have a gap."""
    found = []
    for module in pkgutil.iter_modules(migrations.__path__):
        if match := _NAME.match(module.name):
            code = importlib.import_module(f"{migrations.__name__}.{module.name}")
            found.append((int(match[1]), module.name, tuple(code.STATEMENTS)))
    found.sort()
    if [number for number, _, _ in found] != list(range(1, len(found) + 1)):
        raise RuntimeError("the migrations' numbers have a gap or a double")
    return found


def version(connection: apsw.Connection) -> int:
    """The schema's version in the file."""
    found: Any = connection.execute("PRAGMA user_version").fetchall()[0][0]
    return int(found)


def migrate(connection: apsw.Connection) -> list[str]:
    """Bring the file up to date; the answer names the steps that were run."""
    present, known = version(connection), steps()
    if present > len(known):
        raise NewerSchema(f"the data has schema {present}, this version knows {len(known)}: install the newer version")
    done = []
    for number, name, statements in known[present:]:
        with connection:
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version={number}")
        telemetry.MIGRATIONS.inc()
        done.append(name)
    return done
