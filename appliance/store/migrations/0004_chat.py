"""Agents, conversations with their messages, and turns."""

STATEMENTS = (
    """CREATE TABLE "agents_agent" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at"
        INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "name" TEXT NOT NULL,
        "description" TEXT NOT NULL, "instructions" TEXT NOT NULL, "owner_id" TEXT NOT NULL, "visibility" TEXT
        NOT NULL, "group_ids" TEXT NOT NULL, "provider_id" TEXT, "model" TEXT, "temperature" REAL, "max_tokens"
        INTEGER, "knowledge_base_ids" TEXT NOT NULL, "tools" TEXT NOT NULL, "starter_prompts" TEXT NOT NULL)
        STRICT""",
    'CREATE INDEX "agents_agent_org_id_created_at" ON "agents_agent" ("org_id", "created_at")',
    'CREATE INDEX "agents_agent_org_id_owner_id" ON "agents_agent" ("org_id", "owner_id")',
    """CREATE TABLE "conversations_conversation" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL,
        "created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "title" TEXT
        NOT NULL, "owner_id" TEXT NOT NULL, "agent_id" TEXT, "running_id" TEXT, "last_message_at" INTEGER NOT
        NULL, "deleted_at" INTEGER) STRICT""",
    'CREATE INDEX "conversations_conversation_deleted_at" ON "conversations_conversation" ("deleted_at")',
    """CREATE INDEX "conversations_conversation_org_id_owner_id_last_message_at" ON
        "conversations_conversation" ("org_id", "owner_id", "last_message_at")""",
    """CREATE TABLE "conversations_message" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL,
        "created_at" INTEGER NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL,
        "conversation_id" TEXT NOT NULL, "role" TEXT NOT NULL, "text" TEXT NOT NULL, "state" TEXT NOT NULL,
        "error_code" TEXT, "error_message" TEXT, "agent_id" TEXT, "model" TEXT, "usage" TEXT, "cost_micros"
        INTEGER NOT NULL, "citations" TEXT NOT NULL, "finish_reason" TEXT, "seq" INTEGER NOT NULL, "ended_at"
        INTEGER) STRICT""",
    """CREATE INDEX "conversations_message_conversation_id_created_at" ON "conversations_message"
        ("conversation_id", "created_at")""",
    """CREATE TABLE "turns_turn" ("id" TEXT NOT NULL PRIMARY KEY, "org_id" TEXT NOT NULL, "created_at" INTEGER
        NOT NULL, "updated_at" INTEGER NOT NULL, "version" INTEGER NOT NULL, "message_id" TEXT NOT NULL,
        "conversation_id" TEXT NOT NULL, "owner_id" TEXT NOT NULL, "knowledge_base_ids" TEXT, "is_cancelled"
        INTEGER NOT NULL, "once" BLOB, "body_hash" BLOB, "events" BLOB) STRICT""",
    'CREATE UNIQUE INDEX "turns_turn_message_id" ON "turns_turn" ("message_id")',
    'CREATE INDEX "turns_turn_conversation_id" ON "turns_turn" ("conversation_id")',
    'CREATE INDEX "turns_turn_owner_id" ON "turns_turn" ("owner_id")',
    'CREATE UNIQUE INDEX "turns_turn_once" ON "turns_turn" ("once")',
)
