"""From what a program pushed to the text that is kept, and from there to passages. Pure functions."""

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

import orjson

from appliance.engines.parse import HeadingSpan, PageSpan, Passage, clean, passages
from appliance.kernel.problem import ValidationFailed
from appliance.rooms.knowledge.documents import pipeline, pushing, twins
from appliance.rooms.knowledge.ingest.shapes import PushedText, Section
from appliance.store.search import detect

Mark = dict[str, Any]
"""A section of a pushed text: its start, its heading (a line of its own at the start) and link where there are any."""


def pushed(draft: PushedText) -> pushing.Pushed:
    """The document as it is kept. Its digest covers text, headings and links; a blank text is refused."""
    sections = draft.sections if draft.sections is not None else [Section(text=draft.text or "")]
    text, marks = joined(sections)
    if not text.strip():
        raise ValidationFailed.of("text", "must not be blank", "empty")
    heading = next((section.heading for section in sections if section.heading), None)
    return pushing.Pushed(
        external_id=draft.id,
        title=draft.title or heading or draft.id,
        text=text,
        sha256=hashlib.sha256(orjson.dumps([text, marks])).hexdigest(),
        marks=marks,
        metadata=draft.metadata,
        updated_at=draft.updated_at,
    )


def joined(sections: Sequence[Section]) -> tuple[str, list[Mark]]:
    """The text of the sections (NFC), a blank line between any two, and where each of them begins."""
    parts: list[str] = []
    marks: list[Mark] = []
    length = 0
    for section in sections:
        body = clean(section.text).strip("\n")
        block = "\n\n".join(part for part in (section.heading or "", body) if part.strip())
        if not block:
            continue
        if section.heading or section.link:
            facts = {"heading": section.heading, "link": section.link}
            marks.append({"start": length} | {name: value for name, value in facts.items() if value})
        elif marks:
            marks.append({"start": length})
        parts.append(block)
        length += len(block) + 2
    return "\n\n".join(parts), marks


def cut(reading: pipeline.Reading) -> pipeline.Content:
    """The passages of a text that is stored already, and what is known of it."""
    pages = _pages(reading.text, reading.marks)
    sketch = twins.sketch(reading.text)
    return pipeline.Content(
        passages_of(reading), detect(reading.text), page_count=len(pages) or None, sketch=sketch
    )  # fmt: skip


def passages_of(reading: pipeline.Reading) -> list[dict[str, Any]]:
    """Rows for the passages of a text that is stored already."""
    headings = [
        HeadingSpan(mark.get("level", 1), mark["heading"], mark["start"], mark["start"] + len(mark["heading"]))
        for mark in reading.marks
        if "heading" in mark
    ]
    pages = _pages(reading.text, reading.marks)
    cut_ = passages(reading.text, headings, pages, tokens=reading.chunk_tokens, overlap=reading.chunk_overlap)
    return chunks_of(reading.text, cut_, reading.marks)


def _pages(text: str, marks: Sequence[Mark]) -> list[PageSpan]:
    """The pages whose begins are among the marks."""
    begins = [(mark["start"], mark["page"]) for mark in marks if "page" in mark]
    ends = [*(start for start, _ in begins[1:]), len(text)]
    return [PageSpan(number, start, end) for (start, number), end in zip(begins, ends, strict=False)]


def chunks_of(text: str, cut_: Sequence[Passage], marks: Sequence[Mark] = ()) -> list[dict[str, Any]]:
    """Rows for the passages of a text; each has the link of the section that it begins in."""
    starts = [mark["start"] for mark in marks]
    rows = []
    for ordinal, passage in enumerate(cut_):
        at = bisect_right(starts, passage.start) - 1
        rows.append(
            {
                "ordinal": ordinal,
                "start": passage.start,
                "end": passage.end,
                "page": passage.page,
                "last_page": passage.last_page,
                "heading": passage.heading[:2_000],
                "link": marks[at].get("link") if at >= 0 else None,
                "text": text[passage.start : passage.end],
            }
        )
    return rows
