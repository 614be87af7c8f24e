"""Quotas, and what is kept already counted for them."""

_KEPT = """
WITH kept (org_id, knowledge_base_id, added_by, documents, bytes) AS (
  SELECT org_id, knowledge_base_id, added_by, 1, size_bytes FROM documents_document
  UNION ALL
  SELECT d.org_id, d.knowledge_base_id, d.added_by, 0, r.size_bytes
  FROM documents_revision r JOIN documents_document d ON d.id = r.document_id
)
INSERT INTO quotas_usage (id, org_id, created_at, updated_at, version, scope, subject_id, document_count, byte_count)
SELECT 'use_' || substr({subject}, instr({subject}, '_') + 1), min(org_id), 0, 0, 1, '{scope}', {subject},
  sum(documents), sum(bytes)
FROM kept GROUP BY {subject}
"""

STATEMENTS = (
    (
        'CREATE TABLE "quotas_quota" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" INTEGER '
        'NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "scope" TEXT NOT NULL, "subject_id" '
        'TEXT NOT NULL, "document_limit" INTEGER, "byte_limit" INTEGER) STRICT'
    ),
    ('CREATE UNIQUE INDEX "quotas_quota_org_id_scope_subject_id" ON "quotas_quota" ("org_id", "scope", "subject_id")'),
    (
        'CREATE TABLE "quotas_usage" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" INTEGER '
        'NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "scope" TEXT NOT NULL, "subject_id" '
        'TEXT NOT NULL, "document_count" INTEGER NOT NULL, "byte_count" INTEGER NOT NULL) STRICT'
    ),
    'CREATE UNIQUE INDEX "quotas_usage_subject_id" ON "quotas_usage" ("subject_id")',
    'CREATE INDEX "quotas_usage_org_id_scope_byte_count" ON "quotas_usage" ("org_id", "scope", "byte_count")',
    _KEPT.format(subject="knowledge_base_id", scope="base"),
    _KEPT.format(subject="added_by", scope="person"),
    _KEPT.format(subject="org_id", scope="organisation"),
)
