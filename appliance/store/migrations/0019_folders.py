"""Watched folders and the files that were seen in them."""

STATEMENTS = (
    (
        'CREATE TABLE "folders_watched_folder" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, '
        '"created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "name" TEXT '
        'NOT NULL, "path" TEXT NOT NULL, "knowledge_base_id" TEXT, "is_ours" INTEGER NOT NULL, "state" TEXT NOT '
        'NULL, "error_code" TEXT, "round" INTEGER NOT NULL, "cursor" TEXT, "counts" TEXT NOT NULL, "hurry" '
        'INTEGER NOT NULL, "may_remove" INTEGER NOT NULL, "started_at" INTEGER, "finished_at" INTEGER, "next_at" '
        'INTEGER, "changed_at" INTEGER) STRICT'
    ),
    'CREATE INDEX "folders_watched_folder_knowledge_base_id" ON "folders_watched_folder" ("knowledge_base_id")',
    (
        'CREATE UNIQUE INDEX "folders_watched_folder_org_id_name_path" ON "folders_watched_folder" ("org_id", '
        '"name", "path")'
    ),
    (
        'CREATE TABLE "folders_watched_file" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, '
        '"created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "folder_id" '
        'TEXT NOT NULL, "path" TEXT NOT NULL, "size" INTEGER NOT NULL, "mtime_ns" INTEGER NOT NULL, "sha256" '
        'TEXT, "document_id" TEXT, "state" TEXT NOT NULL, "error_code" TEXT, "error_message" TEXT, "tried_at" '
        'INTEGER, "missing_since" INTEGER) STRICT'
    ),
    'CREATE INDEX "folders_watched_file_document_id" ON "folders_watched_file" ("document_id")',
    'CREATE UNIQUE INDEX "folders_watched_file_folder_id_path" ON "folders_watched_file" ("folder_id", "path")',
    'CREATE INDEX "folders_watched_file_folder_id_state" ON "folders_watched_file" ("folder_id", "state")',
    'CREATE INDEX "folders_watched_file_folder_id_sha256" ON "folders_watched_file" ("folder_id", "sha256")',
)
