"""Web pages that are read into knowledge bases, and their single addresses."""
# ruff: noqa: E501 -- as appliance.store.ddl prints it

STATEMENTS = (
    'CREATE TABLE "webpages_webpage" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "knowledge_base_id" TEXT NOT NULL, "kind" TEXT NOT NULL, "url" TEXT NOT NULL, "host" TEXT NOT NULL, "title" TEXT NOT NULL, "schedule" TEXT NOT NULL, "depth" INTEGER NOT NULL, "page_limit" INTEGER NOT NULL, "include" TEXT NOT NULL, "exclude" TEXT NOT NULL, "state" TEXT NOT NULL, "error_code" TEXT, "run" INTEGER NOT NULL, "asked" INTEGER NOT NULL, "changed" INTEGER NOT NULL, "unchanged" INTEGER NOT NULL, "not_modified" INTEGER NOT NULL, "left_out" INTEGER NOT NULL, "started_at" INTEGER, "finished_at" INTEGER, "next_at" INTEGER, "added_by" TEXT NOT NULL) STRICT',
    'CREATE INDEX "webpages_webpage_next_at" ON "webpages_webpage" ("next_at")',
    'CREATE UNIQUE INDEX "webpages_webpage_knowledge_base_id_url" ON "webpages_webpage" ("knowledge_base_id", "url")',
    'CREATE INDEX "webpages_webpage_org_id_created_at" ON "webpages_webpage" ("org_id", "created_at")',
    'CREATE TABLE "webpages_web_address" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "webpage_id" TEXT NOT NULL, "knowledge_base_id" TEXT NOT NULL, "url" TEXT NOT NULL, "place" TEXT NOT NULL, "depth" INTEGER NOT NULL, "hops" INTEGER NOT NULL, "is_sitemap" INTEGER NOT NULL, "state" TEXT NOT NULL, "error_code" TEXT, "http_status" INTEGER, "etag" TEXT, "last_modified" TEXT, "target" TEXT, "title" TEXT NOT NULL, "document_id" TEXT, "seen_run" INTEGER NOT NULL, "tries" INTEGER NOT NULL, "misses" INTEGER NOT NULL, "fetched_at" INTEGER, "changed_at" INTEGER) STRICT',
    'CREATE INDEX "webpages_web_address_document_id" ON "webpages_web_address" ("document_id")',
    'CREATE UNIQUE INDEX "webpages_web_address_webpage_id_url" ON "webpages_web_address" ("webpage_id", "url")',
    'CREATE INDEX "webpages_web_address_webpage_id_seen_run_depth" ON "webpages_web_address" ("webpage_id", "seen_run", "depth")',
    'CREATE INDEX "webpages_web_address_webpage_id_place" ON "webpages_web_address" ("webpage_id", "place")',
    'CREATE INDEX "webpages_web_address_knowledge_base_id_url" ON "webpages_web_address" ("knowledge_base_id", "url")',
)
