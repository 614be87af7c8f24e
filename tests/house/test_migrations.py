"""The list of migrations builds the very tables that the rooms declare, and undoes nothing."""

import re

import apsw

from appliance.house import build
from appliance.store import ddl, migrate


def normal(sql: str) -> str:
    return (
        re.sub(r"[\s\"]+", " ", sql.replace("IF NOT EXISTS ", "")).replace("( ", "(").replace(" )", ")").strip().lower()
    )


def built_by_the_list() -> set[str]:
    connection = apsw.Connection(":memory:")
    migrate.migrate(connection)
    rows = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'store_%'")
    return {normal(row[0]) for row in rows if not row[0].startswith("CREATE TABLE sqlite_")}


def test_the_list_builds_what_the_rooms_declare():
    declared = {normal(sql) for sql in ddl.statements(list(build().tables))}
    assert built_by_the_list() == declared


def test_running_the_list_twice_changes_nothing():
    connection = apsw.Connection(":memory:")
    first = migrate.migrate(connection)
    assert len(first) == len(migrate.steps())
    assert migrate.migrate(connection) == []


def test_a_migration_cut_off_leaves_nothing_of_itself(monkeypatch):
    connection = apsw.Connection(":memory:")
    steps = migrate.steps()
    number, name, statements = steps[-1]
    monkeypatch.setattr(migrate, "steps", lambda: [*steps[:-1], (number, name, (*statements, "NOT SQL"))])
    try:
        migrate.migrate(connection)
    except apsw.SQLError:
        assert migrate.version(connection) == number - 1
    else:
        raise AssertionError("the broken step was not noticed")
    monkeypatch.undo()
    assert migrate.migrate(connection) == [name]
