"""A sign-in that waits for its second step knows what the first was."""

STATEMENTS = ('ALTER TABLE "factors_challenge" ADD COLUMN "method" TEXT',)
