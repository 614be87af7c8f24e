"""An answer knows the bases that its question named; a base says whether its passages are reranked."""

STATEMENTS = (
    'ALTER TABLE "conversations_message" ADD COLUMN "scope" TEXT',
    'ALTER TABLE "collections_knowledge_base" ADD COLUMN "rerank" INTEGER',
)
