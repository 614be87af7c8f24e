"""Federation: connections to identity providers, identities, and what works once."""

STATEMENTS = (
    (
        'CREATE TABLE "federation_connection" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, '
        '"created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "kind" TEXT '
        'NOT NULL, "label" TEXT NOT NULL, "enabled" INTEGER NOT NULL, "settings" TEXT NOT NULL, "sealed" BLOB, '
        '"mapping" TEXT NOT NULL, "creates_people" INTEGER NOT NULL, "links_verified_email" INTEGER NOT NULL, '
        '"trusts_email" INTEGER NOT NULL, "trusts_second_factor" INTEGER NOT NULL, "default_role" TEXT NOT NULL, '
        '"group_ids" TEXT NOT NULL, "domains" TEXT NOT NULL, "enforced" INTEGER NOT NULL, "vouched" '
        "INTEGER NOT NULL) STRICT"
    ),
    'CREATE INDEX "federation_connection_org_id_created_at" ON "federation_connection" ("org_id", "created_at")',
    'CREATE INDEX "federation_connection_kind_enabled" ON "federation_connection" ("kind", "enabled")',
    (
        'CREATE TABLE "federation_identity" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at"'
        ' INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "user_id" TEXT NOT NULL, '
        '"connection_id" TEXT NOT NULL, "issuer" TEXT NOT NULL, "subject" TEXT NOT NULL, "external_id" TEXT, '
        '"given_group_ids" TEXT NOT NULL, "last_used_at" INTEGER) STRICT'
    ),
    'CREATE INDEX "federation_identity_user_id" ON "federation_identity" ("user_id")',
    'CREATE INDEX "federation_identity_connection_id" ON "federation_identity" ("connection_id")',
    (
        'CREATE UNIQUE INDEX "federation_identity_org_id_issuer_subject" ON "federation_identity" ("org_id", '
        '"issuer", "subject")'
    ),
    (
        'CREATE TABLE "federation_spent" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "digest" BLOB NOT NULL, '
        '"expires_at" INTEGER NOT NULL) STRICT'
    ),
    'CREATE UNIQUE INDEX "federation_spent_digest" ON "federation_spent" ("digest")',
    'CREATE INDEX "federation_spent_expires_at" ON "federation_spent" ("expires_at")',
)
