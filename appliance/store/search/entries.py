"""What goes into the search index, what is asked of it, what comes back, and how it fails."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that search can find.

    `key` names it (a chunk id); `owner` is the row it is projected from and with which it goes; `containers` are the
    ids whose readers may see it; `language` is ISO 639-1, "" when unknown (it is then detected from the text).
    """

    key: str
    owner: str
    kind: str
    containers: tuple[str, ...]
    title: str
    heading: str
    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """A search. `containers` is what the asker may see: None filters nothing (internal use only), () sees nothing.

    `beside` are entries that the index does not hold and that are found as if it did. `kinds` () means every kind.
    `languages` are the main languages of the searched bases: the query is stemmed in them as well as in its own.
    `limit` counts hits.
    """

    query: str
    containers: tuple[str, ...] | None
    excluded: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    limit: int = 20
    languages: tuple[str, ...] = ()
    explain: bool = False
    beside: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Weight:
    """What a word of the query adds to BM25 by one field of the index, its boost included."""

    term: str
    field: str
    weight: float


@dataclass(frozen=True, slots=True)
class Parts:
    """Where a score comes from: BM25, then what the shared character trigrams add.

    Only when explained: `weights`, whose sum is BM25, and `terms`, the words that they are of.
    """

    lexical: float
    trigram: float = 0.0
    terms: tuple[str, ...] = ()
    weights: tuple[Weight, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A found entry; scores are comparable within one answer only, higher is better."""

    key: str
    owner: str
    score: float
    parts: Parts = field(default=Parts(0.0))


@dataclass(frozen=True, slots=True)
class Marker:
    """How far the index has followed the database, and the rules it was made by."""

    sequence: int
    schema_hash: str
    analysis_version: int


class SearchIndexError(Exception):
    """The search index cannot do what was asked."""


class IndexDamaged(SearchIndexError):
    """The index must be rebuilt from the database; it is never repaired in place."""


class IndexFull(SearchIndexError):
    """No space is left for the index; nothing of the batch was kept."""


class IndexUnavailable(SearchIndexError):
    """For the moment the index cannot be used (held by another process, no file handles); it is not damaged."""
