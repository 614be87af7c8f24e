"""Near duplicates: texts are told apart by sketches (one-permutation MinHash over runs of five words).

Sources: Broder, "On the resemblance and containment of documents" (1997); Li, Owen and Zhang, "One Permutation
Hashing" (2012). With 256 bins the standard error at a similarity of .9 is about .02.
"""

import struct
import zlib
from collections import defaultdict
from collections.abc import Sequence

from appliance.rooms.knowledge.documents.care_shapes import TwinView
from appliance.rooms.knowledge.documents.tables import Document, Sketch, Twin
from appliance.store.unit import writing_connection

BINS, RUN, ALIKE, MOST_COMPARED = 256, 5, 0.9, 20_000
_EMPTY = 2**32 - 1
_FORM = struct.Struct(f"<{BINS}I")
PROBES = 16
_MIX, _MASK = 0x9E3779B97F4A7C15, 2**64 - 1
_OF_BASE = """
SELECT s.document_id, s.bins, s.is_compared FROM documents_sketch s JOIN documents_document d ON d.id = s.document_id
WHERE d.knowledge_base_id = ? ORDER BY s.is_compared, s.document_id DESC LIMIT ?
"""


def sketch(text: str) -> bytes:
    """The sketch of a text. Case and white space do not count."""
    words = text.casefold().split()
    bins = [_EMPTY] * BINS
    for at in range(max(1, len(words) - RUN + 1)):
        run = " ".join(words[at : at + RUN]).encode()
        mixed = ((zlib.crc32(run) << 32 | zlib.adler32(run)) * _MIX) & _MASK
        place, value = mixed >> 56, mixed >> 8 & _EMPTY
        bins[place] = min(bins[place], value)
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
    """Mark the near duplicates of what was not compared yet in a base; the answer counts the pairs."""
    rows = list(writing_connection().execute(_OF_BASE, (base_id, MOST_COMPARED)))
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
    _mark(pairs, base_id)
    Sketch.update(is_compared=True).where(Sketch.document_id.in_(fresh)).execute()
    return len(pairs)


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
    for (one, other), alike in pairs.items():
        Twin.delete().where((Twin.document_id == one) & (Twin.other_id == other)).execute()
        Twin.delete().where((Twin.document_id == other) & (Twin.other_id == one)).execute()
        for first, second in ((one, other), (other, one)):
            Twin.add(org_id=base_org[0], document_id=first, other_id=second, similarity=alike)
