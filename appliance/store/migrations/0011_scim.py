"""What a directory says of people and groups."""

STATEMENTS = (
    (
        'CREATE TABLE "scim_person_record" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "user_id" TEXT NOT NULL, '
        '"external_id" TEXT, "email" TEXT, "attributes" TEXT NOT NULL) STRICT'
    ),
    'CREATE UNIQUE INDEX "scim_person_record_user_id" ON "scim_person_record" ("user_id")',
    'CREATE UNIQUE INDEX "scim_person_record_org_id_external_id" ON "scim_person_record" ("org_id", "external_id")',
    (
        'CREATE TABLE "scim_group_record" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" '
        'INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "group_id" TEXT NOT NULL, '
        '"external_id" TEXT) STRICT'
    ),
    'CREATE UNIQUE INDEX "scim_group_record_group_id" ON "scim_group_record" ("group_id")',
    'CREATE UNIQUE INDEX "scim_group_record_org_id_external_id" ON "scim_group_record" ("org_id", "external_id")',
)
