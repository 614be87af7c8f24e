"""Knowledge: bases, their groups and counts; documents, their texts and passages."""
# ruff: noqa: E501 -- as appliance.store.ddl prints it

STATEMENTS = (
    'CREATE TABLE "collections_knowledge_base" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "name" TEXT NOT NULL, "description" TEXT NOT NULL, "visibility" TEXT NOT NULL, "owner_id" TEXT NOT NULL, "search_mode" TEXT NOT NULL, "chunk_tokens" INTEGER NOT NULL, "chunk_overlap" INTEGER NOT NULL) STRICT',
    'CREATE INDEX "collections_knowledge_base_org_id_created_at" ON "collections_knowledge_base" ("org_id", "created_at")',
    'CREATE TABLE "collections_base_group" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "knowledge_base_id" TEXT NOT NULL, "group_id" TEXT NOT NULL) STRICT',
    'CREATE INDEX "collections_base_group_group_id" ON "collections_base_group" ("group_id")',
    'CREATE UNIQUE INDEX "collections_base_group_knowledge_base_id_group_id" ON "collections_base_group" ("knowledge_base_id", "group_id")',
    'CREATE TABLE "collections_tally" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "knowledge_base_id" TEXT NOT NULL, "state" TEXT NOT NULL, "document_count" INTEGER NOT NULL, "chunk_count" INTEGER NOT NULL) STRICT',
    'CREATE UNIQUE INDEX "collections_tally_knowledge_base_id_state" ON "collections_tally" ("knowledge_base_id", "state")',
    'CREATE TABLE "documents_document" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "knowledge_base_id" TEXT NOT NULL, "source" TEXT NOT NULL, "title" TEXT NOT NULL, "filename" TEXT NOT NULL, "media_type" TEXT NOT NULL, "size_bytes" INTEGER NOT NULL, "sha256" TEXT NOT NULL, "external_id" TEXT, "source_updated_at" INTEGER, "state" TEXT NOT NULL, "progress" INTEGER NOT NULL, "error_code" TEXT, "error_message" TEXT, "page_count" INTEGER, "chunk_count" INTEGER NOT NULL, "content_version" INTEGER NOT NULL, "language" TEXT NOT NULL, "metadata" TEXT NOT NULL, "added_by" TEXT NOT NULL) STRICT',
    'CREATE UNIQUE INDEX "documents_document_knowledge_base_id_external_id" ON "documents_document" ("knowledge_base_id", "external_id")',
    'CREATE INDEX "documents_document_knowledge_base_id_created_at" ON "documents_document" ("knowledge_base_id", "created_at")',
    'CREATE INDEX "documents_document_knowledge_base_id_sha256" ON "documents_document" ("knowledge_base_id", "sha256")',
    'CREATE INDEX "documents_document_sha256" ON "documents_document" ("sha256")',
    'CREATE TABLE "documents_text" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "document_id" TEXT NOT NULL, "number" INTEGER NOT NULL, "body" TEXT NOT NULL, "length" INTEGER NOT NULL, "marks" TEXT NOT NULL) STRICT',
    'CREATE UNIQUE INDEX "documents_text_document_id_number" ON "documents_text" ("document_id", "number")',
    'CREATE TABLE "documents_chunk" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "document_id" TEXT NOT NULL, "ordinal" INTEGER NOT NULL, "content_version" INTEGER NOT NULL, "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, "page" INTEGER, "heading" TEXT NOT NULL, "link" TEXT, "text" TEXT NOT NULL) STRICT',
    'CREATE UNIQUE INDEX "documents_chunk_document_id_ordinal" ON "documents_chunk" ("document_id", "ordinal")',
    'CREATE TABLE "documents_language_tally" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "knowledge_base_id" TEXT NOT NULL, "language" TEXT NOT NULL, "document_count" INTEGER NOT NULL) STRICT',
    'CREATE UNIQUE INDEX "documents_language_tally_knowledge_base_id_language" ON "documents_language_tally" ("knowledge_base_id", "language")',
)
