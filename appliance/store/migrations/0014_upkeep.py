"""The marketplace of knowledge, care for documents, feedback on answers."""

STATEMENTS = (
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
)
