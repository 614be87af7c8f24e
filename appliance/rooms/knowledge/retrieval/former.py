"""Passages of texts that were replaced since the moment that a search is as of, cut for this search alone.

They have no vectors, so a search that looks into such texts goes by words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from appliance.engines.parse.chunk import TOKENS
from appliance.rooms.knowledge.documents import Document, former
from appliance.rooms.knowledge.documents.former import FormerText
from appliance.rooms.knowledge.documents.found_passages import FoundPassage
from appliance.rooms.knowledge.documents.narrowing import Wanted
from appliance.rooms.knowledge.documents.pipeline import Reading
from appliance.rooms.knowledge.ingest import texts
from appliance.store.search import Entry


@dataclass(frozen=True, slots=True)
class Former:
    """The passages by key, how many texts they are of, and how many more there were."""

    passages: dict[str, FoundPassage] = field(default_factory=dict)
    text_count: int = 0
    left_out: int = 0

    @classmethod
    def of(cls, wanted: Wanted, base_ids: Sequence[str]) -> "Former":
        """The passages of what stood at the moment that is wanted, inside a reading unit."""
        found, left_out = former.texts(wanted, base_ids)
        return cls({one.chunk_id: one for text in found for one in _cut(text)}, len(found), left_out)

    def entries(self) -> tuple[Entry, ...]:
        """The passages as the index would hold them."""
        return tuple(
            Entry(one.chunk_id, one.document_id, Document.prefix, (), one.title, one.heading, one.text, one.language)
            for one in self.passages.values()
        )


NOTHING_FORMER: Final = Former()


def _cut(text: FormerText) -> list[FoundPassage]:
    reading = Reading(text.document_id, text.number, "", "", "", TOKENS, 0, text.body, text.marks)
    return [
        FoundPassage(
            chunk_id=f"{text.id}.{row['ordinal']}", document_id=text.document_id, external_id=text.external_id,
            knowledge_base_id=text.knowledge_base_id, title=text.title, text=row["text"], page=row["page"],
            start=row["start"], end=row["end"], heading=row["heading"], link=row["link"], language=text.language,
            version=text.number, generation=0, ordinal=row["ordinal"], last_page=row["last_page"], is_former=True,
        )
        for row in texts.passages_of(reading)
    ]  # fmt: skip
