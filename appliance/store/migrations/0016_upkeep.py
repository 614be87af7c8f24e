"""The marketplace of knowledge, care for documents, feedback on answers."""

STATEMENTS = (
    (
        'CREATE TABLE "purging_purge" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "state" TEXT NOT NULL, '
        '"full" INTEGER NOT NULL, "ledger_sequence" INTEGER NOT NULL, "removed_count" INTEGER NOT NULL, '
        '"file_count" INTEGER NOT NULL, "receipt_count" INTEGER NOT NULL, "is_rewritten" INTEGER NOT NULL, '
        '"is_reindexed" INTEGER NOT NULL, "is_log_cut" INTEGER NOT NULL, "note" TEXT NOT NULL, "ended_at" '
        "INTEGER) STRICT"
    ),
    (
        'CREATE TABLE "collections_publication" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, '
        '"created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, '
        '"knowledge_base_id" TEXT NOT NULL, "audience" TEXT NOT NULL, "summary" TEXT NOT NULL, "published_by"'
        " TEXT NOT NULL) STRICT"
    ),
    (
        'CREATE UNIQUE INDEX "collections_publication_knowledge_base_id" ON "collections_publication" '
        '("knowledge_base_id")'
    ),
    (
        'CREATE INDEX "collections_publication_audience_created_at" ON "collections_publication" ("audience",'
        ' "created_at")'
    ),
    (
        'CREATE TABLE "collections_installation" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, '
        '"created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, '
        '"knowledge_base_id" TEXT NOT NULL, "user_id" TEXT NOT NULL) STRICT'
    ),
    ('CREATE INDEX "collections_installation_knowledge_base_id" ON "collections_installation" ("knowledge_base_id")'),
    (
        'CREATE UNIQUE INDEX "collections_installation_user_id_knowledge_base_id" ON '
        '"collections_installation" ("user_id", "knowledge_base_id")'
    ),
    'ALTER TABLE "documents_document" ADD COLUMN "tags" TEXT',
    'ALTER TABLE "documents_document" ADD COLUMN "owner_id" TEXT',
    'ALTER TABLE "documents_document" ADD COLUMN "review_by" INTEGER',
    (
        'CREATE TABLE "documents_revision" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, '
        '"created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, '
        '"document_id" TEXT NOT NULL, "number" INTEGER NOT NULL, "filename" TEXT NOT NULL, "media_type" TEXT '
        'NOT NULL, "size_bytes" INTEGER NOT NULL, "sha256" TEXT NOT NULL) STRICT'
    ),
    'CREATE INDEX "documents_revision_sha256" ON "documents_revision" ("sha256")',
    ('CREATE UNIQUE INDEX "documents_revision_document_id_number" ON "documents_revision" ("document_id", "number")'),
    (
        'CREATE TABLE "documents_sketch" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, '
        '"created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, '
        '"document_id" TEXT NOT NULL, "bins" BLOB NOT NULL, "is_compared" INTEGER NOT NULL) STRICT'
    ),
    'CREATE UNIQUE INDEX "documents_sketch_document_id" ON "documents_sketch" ("document_id")',
    (
        'CREATE TABLE "documents_twin" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "document_id" TEXT NOT '
        'NULL, "other_id" TEXT NOT NULL, "similarity" REAL NOT NULL) STRICT'
    ),
    'CREATE INDEX "documents_twin_other_id" ON "documents_twin" ("other_id")',
    'CREATE UNIQUE INDEX "documents_twin_document_id_other_id" ON "documents_twin" ("document_id", "other_id")',
    (
        'CREATE TABLE "feedback_feedback" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, '
        '"created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, '
        '"message_id" TEXT NOT NULL, "conversation_id" TEXT NOT NULL, "user_id" TEXT NOT NULL, "thumb" TEXT '
        'NOT NULL, "comment" TEXT NOT NULL) STRICT'
    ),
    'CREATE INDEX "feedback_feedback_conversation_id" ON "feedback_feedback" ("conversation_id")',
    'CREATE INDEX "feedback_feedback_user_id" ON "feedback_feedback" ("user_id")',
    'CREATE UNIQUE INDEX "feedback_feedback_message_id_user_id" ON "feedback_feedback" ("message_id", "user_id")',
    (
        'CREATE TABLE "feedback_remark" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at"'
        ' INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "knowledge_base_id" '
        'TEXT, "message_id" TEXT NOT NULL, "conversation_id" TEXT NOT NULL, "kind" TEXT NOT NULL, "question" '
        'TEXT NOT NULL, "comment" TEXT NOT NULL) STRICT'
    ),
    'CREATE INDEX "feedback_remark_message_id" ON "feedback_remark" ("message_id")',
    'CREATE INDEX "feedback_remark_conversation_id" ON "feedback_remark" ("conversation_id")',
    (
        'CREATE INDEX "feedback_remark_knowledge_base_id_created_at" ON "feedback_remark" '
        '("knowledge_base_id", "created_at")'
    ),
    'CREATE INDEX "feedback_remark_org_id_created_at" ON "feedback_remark" ("org_id", "created_at")',
)
