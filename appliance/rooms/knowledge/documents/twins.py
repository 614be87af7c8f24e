"""Near duplicates: texts are told apart by sketches (one-permutation MinHash over runs of five words).

Like documents are looked up by bands of their sketches, so the work grows with what came, not with what is there.
Sources: Broder, "On the resemblance and containment of documents" (1997); Li, Owen and Zhang, "One Permutation
Hashing" (2012); Shrivastava and Li, "Densifying One Permutation Hashing" (2014); Indyk and Motwani, "Approximate
nearest neighbors" (1998). With 256 bins the standard error at a similarity of .9 is about .02.
"""

import struct
import zlib
from collections.abc import Sequence
from operator import eq

import orjson

from appliance.kernel import clock
from appliance.kernel.ids import new_id
from appliance.rooms.knowledge.documents.care_shapes import TwinView
from appliance.rooms.knowledge.documents.tables import Document, Sketch, Twin
from appliance.store.unit import writing_connection

BINS, RUN, ALIKE = 256, 5, 0.9
BANDS, ROWS = 6, 4
"""Two texts that are alike to .9 share no band twice in a thousand times, (1 - .9^4)^6; to .95 hardly ever."""
MOST_NEAR = 50
"""Documents of one band that are looked at, the newest first: of a form that was filled a thousand times, some."""
AT_ONCE = 10
"""Documents that are compared in one unit."""
_EMPTY = 2**32 - 1
_FORM = struct.Struct(f"<{BINS}I")
_BAND = struct.Struct(f"<{ROWS}I")
_MIX, _MASK = 0x9E3779B97F4A7C15, 2**64 - 1
# The plus keeps SQLite from going through all documents of the base.
_FRESH = """
SELECT s.document_id, s.bins FROM documents_sketch s JOIN documents_document d ON d.id = s.document_id
WHERE +d.knowledge_base_id = ? AND s.is_compared = 0 LIMIT ?
"""
_OF_BAND = "SELECT * FROM (SELECT document_id FROM documents_sketch WHERE band_{} = ? ORDER BY rowid DESC LIMIT {})"
_NEAR = " UNION ".join(_OF_BAND.format(at, MOST_NEAR) for at in range(BANDS))
_BINS = """
SELECT s.document_id, s.bins FROM documents_sketch s JOIN documents_document d ON d.id = s.document_id
WHERE +d.knowledge_base_id = ? AND s.document_id IN (SELECT value FROM json_each(?))
"""
_PAIR = """
INSERT OR REPLACE INTO documents_twin
  (id, org_id, created_at, updated_at, version, document_id, other_id, similarity) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""


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
    empty = list(zip(one, other, strict=True)).count((_EMPTY, _EMPTY)) if _EMPTY in one else 0
    filled = len(one) - empty
    return (sum(map(eq, one, other)) - empty) / filled if filled else 0.0


def keep(document: Document, bins: bytes) -> None:
    """Store the sketch of a document's newest text, to be compared."""
    connection, id_ = writing_connection(), document.id
    connection.execute("DELETE FROM documents_sketch WHERE document_id = ?", (id_,))
    connection.execute("DELETE FROM documents_twin WHERE document_id = ? OR other_id = ?", (id_, id_))
    Sketch.add(org_id=document.org_id, document_id=id_, bins=bins)


def compare(base_id: str) -> int:
    """Mark the near duplicates of some that were not compared yet in a base; the answer is how many these were."""
    fresh = [(id_, _FORM.unpack(packed)) for id_, packed in writing_connection().execute(_FRESH, (base_id, AT_ONCE))]
    if not fresh:
        return 0
    org_id = Document.get_by_id(fresh[0][0]).org_id
    for id_, bins in fresh:
        numbers = bands(bins, base_id)
        _mark(org_id, id_, _alike(base_id, id_, bins, numbers))
        found = {f"band_{at}": number for at, number in enumerate(numbers)}
        Sketch.update(is_compared=True, **found).where(Sketch.document_id == id_).execute()
    return len(fresh)


def bands(bins: Sequence[int], base_id: str) -> list[int]:
    """The numbers by which a sketch is looked up in a base. An empty bin borrows from the next filled one."""
    dense = list(bins)
    borrowed = next((value for value in bins if value != _EMPTY), _EMPTY)
    for at in range(BINS - 1, -1, -1):
        borrowed = bins[at] if bins[at] != _EMPTY else borrowed
        dense[at] = borrowed
    found = []
    for band in range(BANDS):
        packed = base_id.encode() + _BAND.pack(*dense[band :: BINS // ROWS])
        mixed = ((zlib.crc32(packed) << 32 | zlib.adler32(packed)) * _MIX) & _MASK
        found.append(mixed >> 1)
    return found


def of(document: Document) -> list[TwinView]:
    """The near duplicates of a document, the most alike first."""
    marked = {row.other_id: row.similarity for row in Twin.select().where(Twin.document_id == document.id)}
    same_base = (Document.knowledge_base_id == document.knowledge_base_id) & Document.id.in_(list(marked))
    found = [TwinView(id=row.id, title=row.title, similarity=round(marked[row.id], 3))
             for row in Document.select().where(same_base)]  # fmt: skip
    return sorted(found, key=lambda one: (-one.similarity, one.id))


def _alike(base_id: str, document_id: str, bins: Sequence[int], numbers: Sequence[int]) -> dict[str, float]:
    """The documents of the base that are nearly the same, with their similarity."""
    connection = writing_connection()
    near = {id_ for (id_,) in connection.execute(_NEAR, numbers)} - {document_id}
    others = connection.execute(_BINS, (base_id, orjson.dumps(list(near)).decode())) if near else ()
    found = {id_: similarity(bins, _FORM.unpack(packed)) for id_, packed in others}
    return {id_: alike for id_, alike in found.items() if alike >= ALIKE}


def _mark(org_id: str, one: str, pairs: dict[str, float]) -> None:
    now = clock.now_ms()
    rows = [
        (new_id(Twin.prefix), org_id, now, now, 1, first, second, alike)
        for other, alike in pairs.items()
        for first, second in ((one, other), (other, one))
    ]
    writing_connection().executemany(_PAIR, rows)
