"""Used signatures, connected Nextclouds, what people agreed to, and the refresh of the licence."""

STATEMENTS = (
    (
        'CREATE TABLE "connector_instance" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "instance_id" TEXT NOT '
        'NULL, "name" TEXT NOT NULL, "url" TEXT NOT NULL, "release" TEXT NOT NULL, "sealed" BLOB NOT NULL, '
        '"sealed_before" BLOB, "before_until" INTEGER, "is_app_api" INTEGER NOT NULL, "creates_people" INTEGER '
        'NOT NULL, "does_second_factor" INTEGER NOT NULL, "default_role" TEXT NOT NULL, "synced_at" INTEGER, '
        '"last_event" TEXT, "events" INTEGER NOT NULL) STRICT'
    ),
    'CREATE UNIQUE INDEX "connector_instance_instance_id" ON "connector_instance" ("instance_id")',
    'CREATE UNIQUE INDEX "connector_instance_org_id_url" ON "connector_instance" ("org_id", "url")',
    (
        'CREATE TABLE "connector_pairing" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "sealed" BLOB NOT NULL, '
        '"expires_at" INTEGER NOT NULL, "used_at" INTEGER) STRICT'
    ),
    (
        'CREATE TABLE "connector_fact" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "instance_id" TEXT NOT '
        'NULL, "gid" TEXT NOT NULL, "uid" TEXT NOT NULL, "fields" TEXT NOT NULL, "is_suspended" INTEGER NOT NULL) '
        "STRICT"
    ),
    'CREATE UNIQUE INDEX "connector_fact_instance_id_gid_uid" ON "connector_fact" ("instance_id", "gid", "uid")',
    'CREATE INDEX "connector_fact_instance_id_uid" ON "connector_fact" ("instance_id", "uid")',
    (
        'CREATE TABLE "connector_linked_group" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, '
        '"created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "instance_id" '
        'TEXT NOT NULL, "gid" TEXT NOT NULL, "group_id" TEXT NOT NULL) STRICT'
    ),
    'CREATE UNIQUE INDEX "connector_linked_group_group_id" ON "connector_linked_group" ("group_id")',
    ('CREATE UNIQUE INDEX "connector_linked_group_instance_id_gid" ON "connector_linked_group" ("instance_id", "gid")'),
    (
        'CREATE TABLE "consents_consent_text" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, '
        '"created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "text_version" '
        'TEXT NOT NULL, "text" TEXT NOT NULL, "text_sha256" TEXT NOT NULL) STRICT'
    ),
    (
        'CREATE UNIQUE INDEX "consents_consent_text_org_id_text_version" ON "consents_consent_text" ("org_id", '
        '"text_version")'
    ),
    (
        'CREATE TABLE "consents_consent" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "user_id" TEXT NOT NULL, '
        '"text_version" TEXT NOT NULL, "text_sha256" TEXT NOT NULL, "address" TEXT NOT NULL, "withdrawn_at" '
        "INTEGER) STRICT"
    ),
    'CREATE INDEX "consents_consent_user_id" ON "consents_consent" ("user_id")',
    'CREATE INDEX "consents_consent_org_id_created_at" ON "consents_consent" ("org_id", "created_at")',
    (
        'CREATE TABLE "licensing_refresh" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "tried_at" INTEGER NOT '
        'NULL, "problem" TEXT, "failures" INTEGER NOT NULL, "next_at" INTEGER NOT NULL) STRICT'
    ),
    "CREATE TABLE store_spent (pair BLOB PRIMARY KEY, spent_at INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE INDEX store_spent_age ON store_spent (spent_at)",
)
