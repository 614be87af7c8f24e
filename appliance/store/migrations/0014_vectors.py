"""Vectors of passages, kept by document."""

STATEMENTS = (
    """CREATE TABLE store_vector (
        owner TEXT NOT NULL, key TEXT NOT NULL, container TEXT NOT NULL, model TEXT NOT NULL, vector BLOB NOT NULL,
        PRIMARY KEY (owner, key)) STRICT, WITHOUT ROWID""",
)
