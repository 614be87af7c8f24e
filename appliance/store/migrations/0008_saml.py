"""Sign-ins by SAML on their way, and the key of the appliance."""

STATEMENTS = (
    (
        'CREATE TABLE "saml_begun" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "connection_id" TEXT '
        'NOT NULL, "request_id" TEXT NOT NULL, "relay_hash" BLOB NOT NULL, "browser_hash" BLOB NOT NULL, '
        '"then" TEXT, "expires_at" INTEGER NOT NULL, "answered_at" INTEGER, "ticket_hash" BLOB, "answer" '
        "BLOB) STRICT"
    ),
    'CREATE UNIQUE INDEX "saml_begun_request_id" ON "saml_begun" ("request_id")',
    'CREATE UNIQUE INDEX "saml_begun_relay_hash" ON "saml_begun" ("relay_hash")',
    'CREATE INDEX "saml_begun_expires_at" ON "saml_begun" ("expires_at")',
    'CREATE UNIQUE INDEX "saml_begun_ticket_hash" ON "saml_begun" ("ticket_hash")',
    (
        'CREATE TABLE "saml_own_key" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "private_key" BLOB NOT '
        'NULL, "certificate" TEXT NOT NULL, "expires_at" INTEGER NOT NULL) STRICT'
    ),
)
