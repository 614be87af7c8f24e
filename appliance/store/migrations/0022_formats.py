"""Passages name their last page, texts the parser that read them, sketches the bands by which they are looked up."""

STATEMENTS = (
    'ALTER TABLE "documents_chunk" ADD COLUMN "last_page" INTEGER',
    'ALTER TABLE "documents_text" ADD COLUMN "parser" INTEGER',
    *(f'ALTER TABLE "documents_sketch" ADD COLUMN "band_{at}" INTEGER' for at in range(6)),
    *(f'CREATE INDEX "documents_sketch_band_{at}" ON "documents_sketch" ("band_{at}")' for at in range(6)),
    'UPDATE "documents_sketch" SET "is_compared" = 0',
    'CREATE INDEX "documents_sketch_is_compared" ON "documents_sketch" ("is_compared")',
)
