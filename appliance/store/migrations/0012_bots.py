"""Bots, their keys and sessions; deployments and the versions behind them."""

STATEMENTS = (
    (
        'CREATE TABLE "bots_bot" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "agent_id" TEXT NOT '
        'NULL, "owner_id" TEXT NOT NULL, "name" TEXT NOT NULL, "description" TEXT NOT NULL, "icon" TEXT NOT '
        'NULL, "conversation_starters" TEXT NOT NULL) STRICT'
    ),
    'CREATE INDEX "bots_bot_agent_id" ON "bots_bot" ("agent_id")',
    'CREATE INDEX "bots_bot_owner_id" ON "bots_bot" ("owner_id")',
    'CREATE INDEX "bots_bot_org_id_created_at" ON "bots_bot" ("org_id", "created_at")',
    (
        'CREATE TABLE "bots_bot_key" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "bot_id" TEXT NOT NULL,'
        ' "name" TEXT NOT NULL, "allowed_origins" TEXT NOT NULL, "rate_limit" INTEGER NOT NULL, "digest" BLOB'
        ' NOT NULL, "display" TEXT NOT NULL, "created_by" TEXT NOT NULL, "expires_at" INTEGER, "revoked_at" '
        'INTEGER, "last_used_at" INTEGER, "last_used_address" TEXT, "former_digest" BLOB, "former_until" '
        "INTEGER) STRICT"
    ),
    'CREATE INDEX "bots_bot_key_bot_id" ON "bots_bot_key" ("bot_id")',
    'CREATE UNIQUE INDEX "bots_bot_key_digest" ON "bots_bot_key" ("digest")',
    'CREATE INDEX "bots_bot_key_former_digest" ON "bots_bot_key" ("former_digest")',
    (
        'CREATE TABLE "bots_bot_session" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, '
        '"created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "bot_id" '
        'TEXT NOT NULL, "key_id" TEXT NOT NULL, "token_hash" BLOB NOT NULL, "user" TEXT, "conversation_id" '
        'TEXT, "last_message_at" INTEGER NOT NULL, "ended_at" INTEGER) STRICT'
    ),
    'CREATE INDEX "bots_bot_session_bot_id" ON "bots_bot_session" ("bot_id")',
    'CREATE INDEX "bots_bot_session_key_id_created_at" ON "bots_bot_session" ("key_id", "created_at")',
    'CREATE INDEX "bots_bot_session_key_id_user" ON "bots_bot_session" ("key_id", "user")',
    'CREATE INDEX "bots_bot_session_last_message_at" ON "bots_bot_session" ("last_message_at")',
    (
        'CREATE TABLE "deployments_deployment" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, '
        '"created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "name" '
        'TEXT NOT NULL, "description" TEXT NOT NULL, "entity_type" TEXT NOT NULL, "entity_id" TEXT NOT NULL, '
        '"owner_id" TEXT NOT NULL, "status" TEXT NOT NULL, "rate_limit" INTEGER NOT NULL, "allowed_origins" '
        'TEXT NOT NULL, "release" INTEGER NOT NULL, "digest" BLOB, "display" TEXT, "former_digest" BLOB, '
        '"former_until" INTEGER, "usage_count" INTEGER NOT NULL, "last_used_at" INTEGER, "last_used_address" '
        "TEXT) STRICT"
    ),
    'CREATE INDEX "deployments_deployment_entity_id" ON "deployments_deployment" ("entity_id")',
    'CREATE INDEX "deployments_deployment_owner_id" ON "deployments_deployment" ("owner_id")',
    'CREATE UNIQUE INDEX "deployments_deployment_digest" ON "deployments_deployment" ("digest")',
    'CREATE INDEX "deployments_deployment_former_digest" ON "deployments_deployment" ("former_digest")',
    'CREATE INDEX "deployments_deployment_org_id_created_at" ON "deployments_deployment" ("org_id", "created_at")',
    (
        'CREATE TABLE "deployments_release" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, '
        '"created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, '
        '"deployment_id" TEXT NOT NULL, "number" INTEGER NOT NULL, "tag" TEXT NOT NULL, "snapshot" TEXT NOT '
        'NULL, "created_by" TEXT NOT NULL) STRICT'
    ),
    (
        'CREATE UNIQUE INDEX "deployments_release_deployment_id_number" ON "deployments_release" '
        '("deployment_id", "number")'
    ),
)
