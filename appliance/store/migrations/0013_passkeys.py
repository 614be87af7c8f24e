"""Passkeys; time zones of people; addresses that are proven before they count; one switch for embedded chat."""

STATEMENTS = (
    (
        'CREATE TABLE "passkeys_passkey" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "user_id" TEXT NOT NULL, '
        '"name" TEXT NOT NULL, "credential" BLOB NOT NULL, "credential_hash" BLOB NOT NULL, "key" BLOB NOT NULL, '
        '"host" TEXT NOT NULL, "counter" INTEGER NOT NULL, "is_backed_up" INTEGER NOT NULL, "last_used_at" '
        "INTEGER) STRICT"
    ),
    'CREATE INDEX "passkeys_passkey_user_id" ON "passkeys_passkey" ("user_id")',
    'CREATE UNIQUE INDEX "passkeys_passkey_credential_hash" ON "passkeys_passkey" ("credential_hash")',
    (
        'CREATE TABLE "passkeys_ceremony" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "step" TEXT NOT NULL, '
        '"challenge_hash" BLOB NOT NULL, "holder" BLOB NOT NULL, "user_id" TEXT, "expires_at" INTEGER NOT NULL) '
        "STRICT"
    ),
    'CREATE UNIQUE INDEX "passkeys_ceremony_challenge_hash" ON "passkeys_ceremony" ("challenge_hash")',
    'CREATE INDEX "passkeys_ceremony_expires_at" ON "passkeys_ceremony" ("expires_at")',
    (
        'CREATE TABLE "addresses_address_change" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, '
        '"created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "user_id" TEXT '
        'NOT NULL, "email" TEXT NOT NULL, "token_hash" BLOB NOT NULL, "expires_at" INTEGER NOT NULL) STRICT'
    ),
    'CREATE UNIQUE INDEX "addresses_address_change_user_id" ON "addresses_address_change" ("user_id")',
    'CREATE UNIQUE INDEX "addresses_address_change_token_hash" ON "addresses_address_change" ("token_hash")',
    'CREATE INDEX "addresses_address_change_expires_at" ON "addresses_address_change" ("expires_at")',
    (
        'CREATE TABLE "signup_unproven" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "email" TEXT NOT NULL, '
        '"address" TEXT NOT NULL, "name" TEXT NOT NULL, "password" TEXT NOT NULL, "token_hash" BLOB NOT NULL, '
        '"expires_at" INTEGER NOT NULL) STRICT'
    ),
    'CREATE INDEX "signup_unproven_address" ON "signup_unproven" ("address")',
    'CREATE UNIQUE INDEX "signup_unproven_token_hash" ON "signup_unproven" ("token_hash")',
    'CREATE INDEX "signup_unproven_expires_at" ON "signup_unproven" ("expires_at")',
    'ALTER TABLE "users_user" ADD COLUMN "time_zone" TEXT',
    (
        'UPDATE "orgs_organisation" SET "public_chat" = 1 WHERE "id" IN '
        '(SELECT "org_id" FROM "signup_signup_settings" WHERE "embedded_chat" = 1)'
    ),
    'ALTER TABLE "signup_signup_settings" DROP COLUMN "embedded_chat"',
)
