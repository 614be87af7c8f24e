"""Second steps of signing in: hand-overs, pictures, factors, registration, recovery, mail."""

STATEMENTS = (
    (
        'CREATE TABLE "sessions_handover" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "user_id" TEXT NOT NULL, '
        '"session_id" TEXT NOT NULL, "token_hash" BLOB NOT NULL, "expires_at" INTEGER NOT NULL, "used_at" '
        "INTEGER) STRICT"
    ),
    'CREATE UNIQUE INDEX "sessions_handover_token_hash" ON "sessions_handover" ("token_hash")',
    (
        'CREATE TABLE "signin_portrait" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "user_id" TEXT NOT NULL, '
        '"image" TEXT NOT NULL) STRICT'
    ),
    'CREATE UNIQUE INDEX "signin_portrait_user_id" ON "signin_portrait" ("user_id")',
    (
        'CREATE TABLE "factors_authenticator" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, '
        '"created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "user_id" TEXT'
        ' NOT NULL, "sealed" BLOB NOT NULL, "confirmed_at" INTEGER, "last_step" INTEGER NOT NULL, "misses" '
        'INTEGER NOT NULL, "locked_until" INTEGER NOT NULL) STRICT'
    ),
    'CREATE UNIQUE INDEX "factors_authenticator_user_id" ON "factors_authenticator" ("user_id")',
    (
        'CREATE TABLE "factors_recovery_code" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, '
        '"created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "user_id" TEXT'
        ' NOT NULL, "code_hash" BLOB NOT NULL, "used_at" INTEGER) STRICT'
    ),
    'CREATE INDEX "factors_recovery_code_user_id" ON "factors_recovery_code" ("user_id")',
    (
        'CREATE TABLE "factors_challenge" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "user_id" TEXT NOT NULL, '
        '"token_hash" BLOB NOT NULL, "password" TEXT, "tries" INTEGER NOT NULL, "expires_at" INTEGER NOT NULL) '
        "STRICT"
    ),
    'CREATE UNIQUE INDEX "factors_challenge_token_hash" ON "factors_challenge" ("token_hash")',
    'CREATE INDEX "factors_challenge_expires_at" ON "factors_challenge" ("expires_at")',
)
