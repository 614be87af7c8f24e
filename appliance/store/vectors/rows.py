"""The vectors in the database: one row a passage, all of a document's written or dropped in one unit.

A vector is its scale (float32, little endian) and one signed byte a number. So "a document has one" means "it has all".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from appliance.kernel import current
from appliance.store.unit import reading_connection, writing_connection

KIND = "vectors"
"""The word of the `changes` feed for a document whose vectors are not as they were."""
SCALE_BYTES = 4
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose vectors they are: a document, in a container whose readers may find it."""

    id: str
    container: str
    org_id: str


def keep(owner: Owner, model: str, vectors: Mapping[str, bytes]) -> None:
    """Put these vectors (by key) in the place of all that the owner had."""
    connection = writing_connection()
    connection.execute("DELETE FROM store_vector WHERE owner = ?", (owner.id,))
    connection.executemany(
        "INSERT INTO store_vector (owner, key, container, model, vector) VALUES (?, ?, ?, ?, ?)",
        [(owner.id, key, owner.container, model, vector) for key, vector in vectors.items()],
    )
    current.open_unit().changed(KIND, owner.id, owner.org_id)


def carry(owner: Owner) -> None:
    """What had its vectors in another container has them in this one."""
    connection = writing_connection()
    connection.execute("UPDATE store_vector SET container = ? WHERE owner = ?", (owner.container, owner.id))
    if connection.changes():
        current.open_unit().changed(KIND, owner.id, owner.org_id)


def drop(owners: Sequence[tuple[str, str]]) -> None:
    """Take the vectors of (owner, organisation) away; who has none is not told of."""
    connection, unit = writing_connection(), current.open_unit()
    for id_, org_id in owners:
        connection.execute("DELETE FROM store_vector WHERE owner = ?", (id_,))
        if connection.changes():
            unit.changed(KIND, id_, org_id)


def forget_others(models: Sequence[str]) -> int:
    """Drop some vectors of every model but these; the answer counts them, 0 when none is left."""
    connection = writing_connection()
    connection.execute(
        "DELETE FROM store_vector WHERE (owner, key) IN (SELECT owner, key FROM store_vector"
        " WHERE model NOT IN (SELECT value FROM json_each(?)) LIMIT ?)",
        (orjson.dumps(list(models)).decode(), _AT_ONCE),
    )
    return int(connection.changes())


def dimensions(model: str) -> int | None:
    """Of how many numbers a model's vectors are; None while there is none."""
    row = reading_connection().execute("SELECT vector FROM store_vector WHERE model = ? LIMIT 1", (model,)).fetchone()
    return len(row[0]) - SCALE_BYTES if row is not None else None


def has_any(owners: Sequence[str], model: str) -> set[str]:
    """Those of the owners that have their vectors of a model."""
    rows = reading_connection().execute(
        "SELECT value FROM json_each(?) AS wanted WHERE EXISTS"
        " (SELECT 1 FROM store_vector WHERE owner = wanted.value AND model = ?)",
        (orjson.dumps(list(owners)).decode(), model),
    )
    return {owner for (owner,) in rows}
