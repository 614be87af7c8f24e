"""Which reranking server an organisation chose."""

STATEMENTS = (
    (
        'CREATE TABLE "reranking_rerank_source" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "url" TEXT NOT NULL, "model" '
        'TEXT NOT NULL, "sealed" BLOB) STRICT'
    ),
    'CREATE UNIQUE INDEX "reranking_rerank_source_org_id" ON "reranking_rerank_source" ("org_id")',
)
