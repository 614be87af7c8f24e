"""A question has a reason, somebody who takes it on, a document that answers it, and an end."""

STATEMENTS = (
    'ALTER TABLE "feedback_feedback" ADD COLUMN "reason" TEXT',
    'ALTER TABLE "feedback_remark" ADD COLUMN "reason" TEXT',
    'ALTER TABLE "feedback_remark" ADD COLUMN "assignee_id" TEXT',
    'ALTER TABLE "feedback_remark" ADD COLUMN "document_id" TEXT',
    'ALTER TABLE "feedback_remark" ADD COLUMN "note" TEXT',
    'ALTER TABLE "feedback_remark" ADD COLUMN "settled_at" INTEGER',
    'ALTER TABLE "feedback_remark" ADD COLUMN "settled_by" TEXT',
)
