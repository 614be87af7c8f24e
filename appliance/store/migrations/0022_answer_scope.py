"""An answer knows the knowledge bases that its question named."""

STATEMENTS = ('ALTER TABLE "conversations_message" ADD COLUMN "scope" TEXT',)
