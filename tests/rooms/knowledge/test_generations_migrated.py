"""Bases of an earlier version: what is there becomes their first generation."""

import apsw

from appliance.kernel.ids import is_id, new_id
from appliance.store import migrate


def test_bases_and_passages_of_an_earlier_version_are_the_first_generation(monkeypatch) -> None:
    connection = apsw.Connection(":memory:")
    steps = migrate.steps()
    number = next(number for number, name, _ in steps if name.endswith("generations"))
    monkeypatch.setattr(migrate, "steps", lambda: steps[: number - 1])
    migrate.migrate(connection)
    base, document = new_id("kb"), new_id("doc")
    connection.execute(
        "INSERT INTO collections_knowledge_base (id, org_id, created_at, updated_at, version, name, description,"
        " visibility, owner_id, search_mode, chunk_tokens, chunk_overlap)"
        " VALUES (?, 'o', 5, 6, 1, 'n', '', 'private', 'u', 'auto', 240, 20)",
        (base,),
    )
    connection.execute(
        "INSERT INTO documents_chunk (id, org_id, created_at, updated_at, version, document_id, ordinal,"
        " content_version, start, \"end\", heading, text) VALUES (?, 'o', 5, 5, 1, ?, 0, 1, 0, 1, '', 't')",
        (new_id("chk"), document),
    )
    monkeypatch.undo()
    migrate.migrate(connection)
    told = (
        "SELECT id, number, state, chunk_tokens, chunk_overlap FROM collections_generation WHERE knowledge_base_id = ?"
    )
    rows = connection.execute(told, (base,)).fetchall()
    assert is_id(rows[0][0], "gen")
    assert [row[1:] for row in rows] == [(1, "serving", 240, 20)]
    assert connection.execute("SELECT generation FROM documents_chunk").fetchall() == [(1,)]
    assert connection.execute("SELECT generation FROM collections_knowledge_base").fetchall() == [(1,)]
