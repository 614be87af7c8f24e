"""People: nested groups, settings of the organisation, limits and rotation of keys, tokens, service keys."""

STATEMENTS = (
    'ALTER TABLE "groups_group" ADD COLUMN "parent_id" TEXT',
    'CREATE INDEX "groups_group_parent_id" ON "groups_group" ("parent_id")',
    'ALTER TABLE "orgs_organisation" ADD COLUMN "language" TEXT',
    'ALTER TABLE "orgs_organisation" ADD COLUMN "time_zone" TEXT',
    'ALTER TABLE "orgs_organisation" ADD COLUMN "public_chat" INTEGER',
    'ALTER TABLE "orgs_organisation" ADD COLUMN "beta_features" TEXT',
    'ALTER TABLE "keys_api_key" ADD COLUMN "allowed_addresses" TEXT',
    'ALTER TABLE "keys_api_key" ADD COLUMN "former_digest" BLOB',
    'ALTER TABLE "keys_api_key" ADD COLUMN "former_until" INTEGER',
    'CREATE INDEX "keys_api_key_former_digest" ON "keys_api_key" ("former_digest")',
    (
        'CREATE TABLE "tokens_personal_token" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, '
        '"created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "user_id" TEXT '
        'NOT NULL, "name" TEXT NOT NULL, "digest" BLOB NOT NULL, "display" TEXT NOT NULL, "epoch" INTEGER NOT '
        'NULL, "expires_at" INTEGER, "revoked_at" INTEGER, "last_used_at" INTEGER, "last_used_address" TEXT) '
        "STRICT"
    ),
    'CREATE INDEX "tokens_personal_token_user_id" ON "tokens_personal_token" ("user_id")',
    'CREATE UNIQUE INDEX "tokens_personal_token_digest" ON "tokens_personal_token" ("digest")',
    ('CREATE INDEX "tokens_personal_token_org_id_created_at" ON "tokens_personal_token" ("org_id", "created_at")'),
    (
        'CREATE TABLE "service_keys_service_key" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, '
        '"created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "user_id" TEXT '
        'NOT NULL, "name" TEXT NOT NULL, "type" TEXT NOT NULL, "digest" BLOB NOT NULL, "display" TEXT NOT NULL, '
        '"epoch" INTEGER NOT NULL, "rate_limit" INTEGER, "allowed_addresses" TEXT, "created_by" TEXT NOT NULL, '
        '"expires_at" INTEGER, "revoked_at" INTEGER, "last_used_at" INTEGER, "last_used_address" TEXT) STRICT'
    ),
    'CREATE INDEX "service_keys_service_key_user_id" ON "service_keys_service_key" ("user_id")',
    'CREATE UNIQUE INDEX "service_keys_service_key_digest" ON "service_keys_service_key" ("digest")',
    (
        'CREATE INDEX "service_keys_service_key_org_id_created_at" ON "service_keys_service_key" ("org_id", '
        '"created_at")'
    ),
)
