"""Reads files and cuts texts, outside of any unit. Each job says what it found in short units and may run twice."""

from collections.abc import Sequence
from typing import Any

from appliance.engines import started
from appliance.engines.parse import Parsed, ParseFailed
from appliance.kernel.job import Lane, enqueue, job
from appliance.rooms.knowledge.documents import copying, pipeline, twins
from appliance.rooms.knowledge.ingest import texts
from appliance.store import opened
from appliance.store.database import write_now
from appliance.store.search import detect

AT_ONCE = 25
"""Texts whose passages are written in one unit."""
_GIVEN_UP = "The document could not be read. An administrator finds the reason among the jobs."


def _give_up_file(document_id: str, error: str) -> None:
    _give_up_texts([document_id], error)


def _give_up_texts(document_ids: Sequence[str], error: str) -> None:
    del error
    pipeline.fail(document_ids, "parser_error", _GIVEN_UP)


@job(Lane.PARSE, tries=3, limit_seconds=900, on_buried=_give_up_file)
def read_file(document_id: str) -> None:
    """Read an uploaded file in the sandbox and store its text and passages."""
    for reading in write_now(pipeline.begin, [document_id]):
        try:
            content = _content(_parsed(reading))
        except ParseFailed as failure:
            write_now(pipeline.fail, [document_id], failure.code, failure.message)
        else:
            write_now(pipeline.keep, [(reading, content)])


@job(Lane.PARSE, tries=3, limit_seconds=600, on_buried=_give_up_texts)
def cut_texts(document_ids: list[str]) -> None:
    """Cut pushed texts into passages."""
    for at in range(0, len(document_ids), AT_ONCE):
        readings = write_now(pipeline.begin, document_ids[at : at + AT_ONCE])
        write_now(pipeline.keep, [(reading, texts.cut(reading)) for reading in readings])


@job(Lane.NIGHT, tries=10)
def copy_base(source_id: str, target_id: str) -> None:
    """Copy the documents of a base into the base that was forked from it."""
    after: str | None = ""
    while after is not None:
        after = write_now(_copy_some, source_id, target_id, after)


def _copy_some(source_id: str, target_id: str, after: str) -> str | None:
    last, pushed = copying.copy_some(source_id, target_id, after)
    if pushed:
        enqueue(cut_texts, document_ids=pushed)
    return last


def _parsed(reading: pipeline.Reading) -> Parsed:
    path = opened().files.path(reading.sha256)
    return started().reader.parse(
        path,
        filename=reading.filename,
        media_type=reading.media_type,
        tokens=reading.chunk_tokens,
        overlap=reading.chunk_overlap,
    )


def _content(parsed: Parsed) -> pipeline.Content:
    chunks = texts.chunks_of(parsed.text, parsed.passages)
    if not chunks:
        raise ParseFailed("empty", "The document holds no text.")
    return pipeline.Content(
        chunks=chunks,
        language=detect(parsed.text),
        text=parsed.text,
        media_type=parsed.media_type,
        title=parsed.title,
        page_count=len(parsed.pages) or None,
        pages=[{"start": page.start, "page": page.number} for page in parsed.pages],
        sketch=twins.sketch(parsed.text),
    )


def cut_again(reading: pipeline.Reading, *, is_file: bool) -> list[dict[str, Any]]:
    """Rows for the passages of a text that is stored, cut as the reading says. Blocks; outside of any unit.

    A file is read once more for its pages and headings. Offsets point into the stored text: when the file cannot be
    read any more, or gives another text today, the stored one is cut.
    """
    if is_file:
        try:
            parsed = _parsed(reading)
        except ParseFailed:
            return list(texts.cut(reading).chunks)
        if parsed.text == reading.text:
            return texts.chunks_of(parsed.text, parsed.passages)
    return list(texts.cut(reading).chunks)
