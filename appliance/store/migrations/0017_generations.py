"""Generations of a knowledge base's index, and golden questions. What is there becomes the first generation."""

STATEMENTS = (
    'ALTER TABLE "collections_knowledge_base" ADD COLUMN "generation" INTEGER',
    'UPDATE "collections_knowledge_base" SET "generation" = 1',
    'ALTER TABLE "documents_chunk" ADD COLUMN "generation" INTEGER',
    'UPDATE "documents_chunk" SET "generation" = 1',
    'DROP INDEX "documents_chunk_document_id_ordinal"',
    (
        'CREATE UNIQUE INDEX "documents_chunk_document_id_generation_ordinal" ON "documents_chunk" '
        '("document_id", "generation", "ordinal")'
    ),
    (
        'CREATE TABLE "collections_generation" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "knowledge_base_id" TEXT NOT '
        'NULL, "number" INTEGER NOT NULL, "state" TEXT NOT NULL, "chunk_tokens" INTEGER NOT NULL, "chunk_overlap" '
        'INTEGER NOT NULL, "model" TEXT, "analysis_version" INTEGER NOT NULL, "done_count" INTEGER NOT NULL, '
        '"total_count" INTEGER NOT NULL, "started_at" INTEGER NOT NULL, "finished_at" INTEGER, "comparison" TEXT, '
        '"job_id" TEXT) STRICT'
    ),
    (
        'CREATE UNIQUE INDEX "collections_generation_knowledge_base_id_number" ON "collections_generation" '
        '("knowledge_base_id", "number")'
    ),
    (
        'INSERT INTO "collections_generation" SELECT \'gen_\' || substr("id", 4), "org_id", "created_at", '
        '"created_at", 1, "id", 1, \'serving\', "chunk_tokens", "chunk_overlap", NULL, 1, 0, 0, "created_at", '
        '"created_at", NULL, NULL FROM "collections_knowledge_base"'
    ),
    (
        'CREATE TABLE "generations_golden_question" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, '
        '"created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, '
        '"knowledge_base_id" TEXT NOT NULL, "question" TEXT NOT NULL, "document_id" TEXT NOT NULL, "words" TEXT) '
        "STRICT"
    ),
    (
        'CREATE INDEX "generations_golden_question_knowledge_base_id" ON "generations_golden_question" '
        '("knowledge_base_id")'
    ),
)
