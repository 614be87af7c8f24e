"""Licensing and identity: licences, organisations, groups, users, sessions, keys."""

STATEMENTS = (
    (
        'CREATE TABLE "licensing_applied_license" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, '
        '"created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "token" TEXT '
        'NOT NULL, "jti" TEXT NOT NULL, "serial" INTEGER NOT NULL, "customer" TEXT NOT NULL, "applied_by" TEXT '
        "NOT NULL) STRICT"
    ),
    (
        'CREATE TABLE "licensing_ever_licensed" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, '
        '"created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "feature" TEXT'
        " NOT NULL) STRICT"
    ),
    'CREATE UNIQUE INDEX "licensing_ever_licensed_feature" ON "licensing_ever_licensed" ("feature")',
    (
        'CREATE TABLE "licensing_month_use" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at"'
        ' INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "month" TEXT NOT NULL, '
        '"messages" INTEGER NOT NULL) STRICT'
    ),
    'CREATE UNIQUE INDEX "licensing_month_use_month" ON "licensing_month_use" ("month")',
    (
        'CREATE TABLE "licensing_revocation" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, '
        '"created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "jti" TEXT NOT'
        ' NULL, "revoked_at" INTEGER NOT NULL, "reason" TEXT NOT NULL) STRICT'
    ),
    'CREATE UNIQUE INDEX "licensing_revocation_jti" ON "licensing_revocation" ("jti")',
    (
        'CREATE TABLE "licensing_memory" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "highest_at" INTEGER NOT '
        'NULL, "install_id" TEXT NOT NULL, "serials" TEXT NOT NULL) STRICT'
    ),
    (
        'CREATE TABLE "orgs_organisation" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "name" TEXT NOT NULL) '
        "STRICT"
    ),
    (
        'CREATE TABLE "groups_group" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "name" TEXT NOT NULL, '
        '"description" TEXT) STRICT'
    ),
    'CREATE UNIQUE INDEX "groups_group_org_id_name" ON "groups_group" ("org_id", "name")',
    (
        'CREATE TABLE "groups_membership" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "group_id" TEXT NOT NULL, '
        '"user_id" TEXT NOT NULL) STRICT'
    ),
    'CREATE INDEX "groups_membership_group_id" ON "groups_membership" ("group_id")',
    'CREATE UNIQUE INDEX "groups_membership_user_id_group_id" ON "groups_membership" ("user_id", "group_id")',
    (
        'CREATE TABLE "users_user" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" INTEGER '
        'NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "email" TEXT NOT NULL, "address" '
        'TEXT, "name" TEXT NOT NULL, "role" TEXT NOT NULL, "kind" TEXT NOT NULL, "active" INTEGER NOT NULL, '
        '"password" TEXT, "joined_at" INTEGER, "last_seen_at" INTEGER, "deleted_at" INTEGER, "language" TEXT, '
        '"session_epoch" INTEGER NOT NULL, "key_epoch" INTEGER NOT NULL) STRICT'
    ),
    'CREATE UNIQUE INDEX "users_user_address" ON "users_user" ("address")',
    'CREATE INDEX "users_user_org_id_created_at" ON "users_user" ("org_id", "created_at")',
    'CREATE INDEX "users_user_role_active_id" ON "users_user" ("role", "active", "id")',
    (
        'CREATE TABLE "users_invitation" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "user_id" TEXT NOT NULL, '
        '"token_hash" BLOB NOT NULL, "expires_at" INTEGER NOT NULL, "used_at" INTEGER, "invited_by" TEXT NOT '
        "NULL) STRICT"
    ),
    'CREATE INDEX "users_invitation_user_id" ON "users_invitation" ("user_id")',
    'CREATE UNIQUE INDEX "users_invitation_token_hash" ON "users_invitation" ("token_hash")',
    (
        'CREATE TABLE "sessions_session" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "user_id" TEXT NOT NULL, '
        '"token_hash" BLOB NOT NULL, "epoch" INTEGER NOT NULL, "method" TEXT NOT NULL, "seen_at" INTEGER NOT '
        'NULL, "expires_at" INTEGER NOT NULL, "ended_at" INTEGER, "confirmed_at" INTEGER NOT NULL, "address" TEXT'
        ' NOT NULL, "user_agent" TEXT NOT NULL) STRICT'
    ),
    'CREATE INDEX "sessions_session_user_id" ON "sessions_session" ("user_id")',
    'CREATE UNIQUE INDEX "sessions_session_token_hash" ON "sessions_session" ("token_hash")',
    'CREATE INDEX "sessions_session_expires_at" ON "sessions_session" ("expires_at")',
    (
        'CREATE TABLE "keys_api_key" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "user_id" TEXT NOT NULL, '
        '"name" TEXT NOT NULL, "scope" TEXT NOT NULL, "ci_scopes" TEXT NOT NULL, "rate_limit" INTEGER, "digest" '
        'BLOB NOT NULL, "display" TEXT NOT NULL, "epoch" INTEGER NOT NULL, "expires_at" INTEGER, "revoked_at" '
        'INTEGER, "last_used_at" INTEGER, "last_used_address" TEXT) STRICT'
    ),
    'CREATE INDEX "keys_api_key_user_id" ON "keys_api_key" ("user_id")',
    'CREATE UNIQUE INDEX "keys_api_key_digest" ON "keys_api_key" ("digest")',
    (
        'CREATE TABLE "signin_setup_link" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "token_hash" BLOB NOT NULL,'
        ' "expires_at" INTEGER NOT NULL) STRICT'
    ),
    'CREATE UNIQUE INDEX "signin_setup_link_token_hash" ON "signin_setup_link" ("token_hash")',
)
