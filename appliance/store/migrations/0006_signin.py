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
    (
        'CREATE TABLE "signup_signup_settings" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, '
        '"created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "open" INTEGER'
        ' NOT NULL, "waitlist" INTEGER NOT NULL, "domains" TEXT NOT NULL, "default_role" TEXT NOT NULL, '
        '"default_group_ids" TEXT NOT NULL, "embedded_chat" INTEGER NOT NULL) STRICT'
    ),
    'CREATE UNIQUE INDEX "signup_signup_settings_org_id" ON "signup_signup_settings" ("org_id")',
    (
        'CREATE TABLE "signup_applicant" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "email" TEXT NOT NULL, '
        '"address" TEXT NOT NULL, "name" TEXT NOT NULL, "password" TEXT) STRICT'
    ),
    'CREATE UNIQUE INDEX "signup_applicant_address" ON "signup_applicant" ("address")',
    'CREATE INDEX "signup_applicant_org_id_created_at" ON "signup_applicant" ("org_id", "created_at")',
    (
        'CREATE TABLE "recovery_asked" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "sealed" BLOB NOT NULL) '
        "STRICT"
    ),
    (
        'CREATE TABLE "recovery_reset_link" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at"'
        ' INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "user_id" TEXT NOT NULL, '
        '"token_hash" BLOB NOT NULL, "expires_at" INTEGER NOT NULL, "used_at" INTEGER, "made_by" TEXT NOT NULL) '
        "STRICT"
    ),
    'CREATE INDEX "recovery_reset_link_user_id" ON "recovery_reset_link" ("user_id")',
    'CREATE UNIQUE INDEX "recovery_reset_link_token_hash" ON "recovery_reset_link" ("token_hash")',
    'CREATE INDEX "recovery_reset_link_expires_at" ON "recovery_reset_link" ("expires_at")',
    (
        'CREATE TABLE "mail_letter" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" INTEGER'
        ' NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "recipient" TEXT NOT NULL, '
        '"subject" TEXT NOT NULL, "sealed" BLOB NOT NULL, "state" TEXT NOT NULL, "error" TEXT, "sent_at" INTEGER,'
        ' "is_guarded" INTEGER NOT NULL) STRICT'
    ),
    'CREATE INDEX "mail_letter_org_id_created_at" ON "mail_letter" ("org_id", "created_at")',
)
