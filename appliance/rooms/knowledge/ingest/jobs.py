"""Reads files and cuts texts, outside of any unit. Each job says what it found in short units and may run twice."""

from collections.abc import Callable, Sequence
from typing import Any

from appliance.engines import started
from appliance.engines.parse import PARSER, Parsed, ParseFailed
from appliance.kernel import clock
from appliance.kernel.job import Lane, enqueue, finish, job
from appliance.rooms.knowledge.documents import copying, pipeline, twins
from appliance.rooms.knowledge.ingest import texts
from appliance.store import opened
from appliance.store.database import read_now, write_now
from appliance.store.search import detect

SLICE_SECONDS = 20.0
"""How long reading again holds the lane at a time."""
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
            write_now(_last, pipeline.fail, [document_id], failure.code, failure.message)
        else:
            write_now(_last, pipeline.keep, [(reading, content)])


def _last(outcome: Callable[..., None], *args: object) -> None:
    outcome(*args)
    finish()


@job(Lane.NIGHT, tries=3, limit_seconds=3600)
def renew_base(base_id: str, after: str = "") -> None:
    """Read those files of a base again that an older parser read, a slice of time at a time; none is lost meanwhile."""
    until = clock.monotonic() + SLICE_SECONDS
    while found := read_now(pipeline.outdated, base_id, after, PARSER, AT_ONCE):
        for document_id in found:
            if clock.monotonic() >= until:
                write_now(enqueue, renew_base, key=base_id, base_id=base_id, after=after)
                return
            _renew(document_id)
            after = document_id


def _renew(document_id: str) -> None:
    reading = read_now(pipeline.present, document_id)
    if reading is None:
        return
    try:
        content = _content(_parsed(reading))
    except ParseFailed:
        return  # What was read before stays.
    write_now(pipeline.renew, reading, content)


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
        parser=PARSER,
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
