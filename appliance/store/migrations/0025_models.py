"""A generation knows whose vectors it holds and why it waits; where an organisation's vectors come from."""

_PLACE = 'CASE "number" WHEN 1 THEN d."id" ELSE d."id" || \'@\' || "number" END'

STATEMENTS = (
    (
        'CREATE TABLE "embedding_source" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" INTEGER '
        'NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "kind" TEXT NOT NULL, "model" TEXT NOT '
        'NULL, "base_url" TEXT, "sealed" BLOB, "languages" TEXT NOT NULL, "is_wanted" INTEGER NOT NULL) STRICT'
    ),
    'CREATE INDEX "embedding_source_org_id_is_wanted" ON "embedding_source" ("org_id", "is_wanted")',
    'ALTER TABLE "collections_knowledge_base" ADD COLUMN "switching" TEXT',
    'UPDATE "collections_knowledge_base" SET "switching" = \'auto\'',
    'ALTER TABLE "collections_generation" ADD COLUMN "failure" TEXT',
    'ALTER TABLE "collections_generation" ADD COLUMN "failures" INTEGER',
    'ALTER TABLE "collections_generation" ADD COLUMN "again_at" INTEGER',
    'ALTER TABLE "collections_generation" ADD COLUMN "declined" TEXT',
    (
        'UPDATE "collections_generation" SET "model" = (SELECT v."model" FROM "documents_document" d '
        f'JOIN "store_vector" v ON v."owner" = {_PLACE} '
        'WHERE d."knowledge_base_id" = "collections_generation"."knowledge_base_id" LIMIT 1)'
    ),
)
