"""Near duplicates: texts are told apart by sketches (one-permutation MinHash over runs of five words).

Sources: Broder, "On the resemblance and containment of documents" (1997); Li, Owen and Zhang, "One Permutation
Hashing" (2012). With 256 bins the standard error at a similarity of .9 is about .02.
"""

import struct
import zlib
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import orjson

from appliance.rooms.knowledge.documents.care_shapes import TwinView
from appliance.rooms.knowledge.documents.tables import Document, Sketch, Twin
from appliance.store.database import read_now, write_now
from appliance.store.unit import reading_connection, writing_connection

BINS, RUN, ALIKE, MOST_COMPARED = 256, 5, 0.9, 20_000
_EMPTY = 2**32 - 1
_FORM = struct.Struct(f"<{BINS}I")
PROBES = 16
_MIX, _MASK = 0x9E3779B97F4A7C15, 2**64 - 1
_OF_BASE = """
SELECT s.document_id, s.bins, s.is_compared FROM documents_sketch s JOIN documents_document d ON d.id = s.document_id
WHERE d.knowledge_base_id = ? ORDER BY s.is_compared, s.document_id DESC LIMIT ?
"""

_STORED = "SELECT document_id, bins FROM documents_sketch WHERE document_id IN (SELECT value FROM json_each(?))"
_PART = "DELETE FROM documents_twin WHERE document_id = ? AND other_id = ?"


def sketch(text: str) -> bytes:
    """The sketch of a text. Case and white space do not count."""
    words = [word.encode() for word in text.casefold().split()]
    bins = [_EMPTY] * BINS
    for at in range(max(1, len(words) - RUN + 1)):
        run = b" ".join(words[at : at + RUN])
        mixed = ((zlib.crc32(run) << 32 | zlib.adler32(run)) * _MIX) & _MASK
        place, value = mixed >> 56, mixed >> 8 & _EMPTY
        if value < bins[place]:  # noqa: PLR1730 -- a call of min() for each word of a long text is felt
            bins[place] = value
    return _FORM.pack(*bins)


def similarity(one: Sequence[int], other: Sequence[int]) -> float:
    """How much of two texts is the same, 0 to 1, as estimated from their sketches."""
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != _EMPTY or b != _EMPTY]
    return sum(a == b for a, b in pairs) / len(pairs) if pairs else 0.0


def keep(document: Document, bins: bytes) -> None:
    """Store the sketch of a document's newest text, to be compared."""
    writing_connection().execute("DELETE FROM documents_sketch WHERE document_id = ?", (document.id,))
    writing_connection().execute(
        "DELETE FROM documents_twin WHERE document_id = ? OR other_id = ?", (document.id, document.id)
    )
    Sketch.add(org_id=document.org_id, document_id=document.id, bins=bins)


def compare(base_id: str) -> int:
    """Mark the near duplicates of what was not compared yet in a base; the answer counts the pairs.

    Compares outside of any unit: a base of thousands would hold up the writer.
    """
    rows: list[Any] = read_now(lambda: reading_connection().execute(_OF_BASE, (base_id, MOST_COMPARED)).fetchall())
    bins = {id_: _FORM.unpack(packed) for id_, packed, _ in rows}
    fresh = [id_ for id_, _, is_compared in rows if not is_compared]
    near: dict[tuple[int, int], list[str]] = defaultdict(list)
    for id_, found in bins.items():
        for probe in _probes(found):
            near[probe].append(id_)
    pairs = {
        (min(id_, other), max(id_, other)): alike
        for id_ in fresh
        for other in _candidates(bins[id_], near)
        if other != id_ and (alike := similarity(bins[id_], bins[other])) >= ALIKE
    }
    concerned = {id_ for pair in pairs for id_ in pair} | set(fresh)
    write_now(_settle, pairs, base_id, {id_: _FORM.pack(*bins[id_]) for id_ in concerned})
    return len(pairs)


def _settle(pairs: dict[tuple[str, str], float], base_id: str, compared: dict[str, bytes]) -> None:
    """Write the pairs whose texts are still those that were compared."""
    ids = list(compared)
    rows: list[Any] = writing_connection().execute(_STORED, (orjson.dumps(ids).decode(),)).fetchall()
    stored = dict(rows)
    stale = {id_ for id_ in ids if stored.get(id_) != compared[id_]}
    _mark({pair: alike for pair, alike in pairs.items() if not stale & set(pair)}, base_id)
    Sketch.update(is_compared=True).where(Sketch.document_id.in_([id_ for id_ in ids if id_ not in stale])).execute()


def of(document: Document) -> list[TwinView]:
    """The near duplicates of a document, the most alike first."""
    marked = {row.other_id: row.similarity for row in Twin.select().where(Twin.document_id == document.id)}
    same_base = (Document.knowledge_base_id == document.knowledge_base_id) & Document.id.in_(list(marked))
    found = [TwinView(id=row.id, title=row.title, similarity=round(marked[row.id], 3))
             for row in Document.select().where(same_base)]  # fmt: skip
    return sorted(found, key=lambda one: (-one.similarity, one.id))


def _candidates(bins: Sequence[int], near: dict[tuple[int, int], list[str]]) -> set[str]:
    return {other for probe in _probes(bins) for other in near.get(probe, ())}


def _probes(bins: Sequence[int]) -> list[tuple[int, int]]:
    """Those of a text's bins by which others like it are looked up: the least values, which like texts share."""
    filled = [(place, value) for place, value in enumerate(bins) if value != _EMPTY]
    return sorted(filled, key=lambda one: (one[1], one[0]))[:PROBES]


def _mark(pairs: dict[tuple[str, str], float], base_id: str) -> None:
    base_org = Document.select(Document.org_id).where(Document.knowledge_base_id == base_id).tuples().first()
    both = [(*way, alike) for pair, alike in pairs.items() for way in (pair, pair[::-1])]
    writing_connection().executemany(_PART, [way[:2] for way in both])
    Twin.add_many(
        {"org_id": base_org[0], "document_id": one, "other_id": other, "similarity": alike}
        for one, other, alike in both
    )
