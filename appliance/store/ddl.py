"""Prints the SQL of tables for a migration: `python -m appliance.store.ddl appliance.rooms.agents.tables`."""

import importlib
import sys
from types import ModuleType
from typing import Any

from appliance.store.connection import House
from appliance.store.table import Table, bound


def statements(tables: list[type[Any]]) -> list[str]:
    """CREATE TABLE and CREATE INDEX of each table, as peewee writes them, without IF NOT EXISTS."""
    if bound.obj is None:
        bound.initialize(House(":memory:"))  # type: ignore[arg-type]
    found = []
    for table in tables:
        schema = table._schema  # noqa: SLF001 -- peewee writes the SQL
        found.append(schema._create_table(safe=False).query()[0])  # noqa: SLF001
        found += [index.query()[0] for index in schema._create_indexes(safe=False)]  # noqa: SLF001
    return found


def tables_of(module: ModuleType) -> list[type[Any]]:
    """The tables that a module defines, in its order."""
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Table) and value.__module__ == module.__name__
    ]


if __name__ == "__main__":
    for name in sys.argv[1:]:
        for statement in statements(tables_of(importlib.import_module(name))):
            sys.stdout.write(f"    {statement!r},\n")
