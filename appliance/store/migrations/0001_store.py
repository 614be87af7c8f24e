"""The store's own tables: ledger, changes, jobs, receipts, cursors."""

STATEMENTS = (
    """CREATE TABLE store_ledger (
        sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, org_id TEXT NOT NULL, actor_id TEXT NOT NULL,
        actor_kind TEXT NOT NULL, credential_id TEXT NOT NULL, address TEXT NOT NULL, request_id TEXT NOT NULL,
        name TEXT NOT NULL, digest BLOB NOT NULL, previous BLOB NOT NULL, hash BLOB NOT NULL, data TEXT) STRICT""",
    """CREATE TABLE store_change (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL, org_id TEXT NOT NULL,
        UNIQUE (kind, id)) STRICT""",
    """CREATE TABLE store_job (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, lane TEXT NOT NULL, args TEXT NOT NULL, state TEXT NOT NULL, key TEXT,
        tries INTEGER NOT NULL, attempt INTEGER NOT NULL, run_at INTEGER NOT NULL, lease_until INTEGER, error TEXT,
        org_id TEXT NOT NULL, actor_id TEXT NOT NULL, created_at INTEGER NOT NULL, finished_at INTEGER) STRICT""",
    "CREATE INDEX store_job_due ON store_job (lane, run_at, id) WHERE state = 'waiting'",
    "CREATE INDEX store_job_key ON store_job (name, key) WHERE state = 'waiting' AND key IS NOT NULL",
    "CREATE INDEX store_job_running ON store_job (lease_until) WHERE state = 'running'",
    "CREATE INDEX store_job_done ON store_job (finished_at) WHERE state = 'done'",
    """CREATE TABLE store_receipt (
        scope TEXT NOT NULL, key_hash BLOB NOT NULL, body_hash BLOB NOT NULL, status INTEGER NOT NULL, location TEXT,
        body BLOB NOT NULL, is_sealed INTEGER NOT NULL, created_at INTEGER NOT NULL,
        PRIMARY KEY (scope, key_hash)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX store_receipt_age ON store_receipt (created_at)",
    "CREATE TABLE store_cursor (name TEXT PRIMARY KEY, sequence INTEGER NOT NULL) STRICT",
)
