"""Grants of single things, and the networks from which an organisation is administered and tokens are used."""

STATEMENTS = (
    (
        'CREATE TABLE "grants_grant" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" INTEGER NOT '
        'NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "kind" TEXT NOT NULL, "resource_id" TEXT NOT '
        'NULL, "subject_kind" TEXT NOT NULL, "subject_id" TEXT NOT NULL, "level" TEXT NOT NULL, "granted_by" TEXT NOT '
        'NULL, "expires_at" INTEGER) STRICT'
    ),
    'CREATE UNIQUE INDEX "grants_grant_resource_id_subject_id" ON "grants_grant" ("resource_id", "subject_id")',
    (
        'CREATE INDEX "grants_grant_subject_id_kind_level_expires_at_resource_id" ON "grants_grant" ("subject_id", '
        '"kind", "level", "expires_at", "resource_id")'
    ),
    (
        'CREATE TABLE "networks_admin_networks" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "networks" TEXT NOT NULL) STRICT'
    ),
    'CREATE UNIQUE INDEX "networks_admin_networks_org_id" ON "networks_admin_networks" ("org_id")',
    'ALTER TABLE "tokens_personal_token" ADD COLUMN "allowed_addresses" TEXT',
)
