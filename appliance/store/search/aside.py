"""Scores entries that are not in the index as if they were: BM25 with the index's own frequencies.

Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, with the constants
and the inverse document frequency of Tantivy. The mean length is that of the entries themselves.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import tantivy

from appliance.store.search.analysis import terms
from appliance.store.search.entries import Entry, Hit, Parts, Weight
from appliance.store.search.language import detect
from appliance.store.search.queries import TITLE_BOOST
from appliance.store.search.question import Group

_K1: Final = 1.2
_B: Final = 0.75


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    boost: float
    held: list[Counter[str]]
    mean: float


def scored(entries: Sequence[Entry], groups: Sequence[Group], searcher: tantivy.Searcher) -> list[Hit]:
    """The entries that hold some of the words, with what each word adds; in no order."""
    fields = _fields(entries)
    hits = []
    for at, entry in enumerate(entries):
        weights = tuple(one for group in groups for one in _weights(group, fields, at, searcher))
        if weights:
            words = tuple(dict.fromkeys(one.term for one in weights))
            score = sum(one.weight for one in weights)
            hits.append(Hit(entry.key, entry.owner, score, Parts(score, 0.0, words, weights)))
    return hits


def _fields(entries: Sequence[Entry]) -> list[_Field]:
    titles, bodies = [], []
    for entry in entries:
        headings = f"{entry.title}\n{entry.heading}"
        language = entry.language or detect(f"{headings}\n{entry.text}")
        title = terms(headings, language).split()
        titles.append(Counter(title))
        bodies.append(Counter([*title, *terms(entry.text, language).split()]))
    return [_Field("body", 1.0, bodies, _mean(bodies)), _Field("title", TITLE_BOOST, titles, _mean(titles))]


def _mean(held: Sequence[Counter[str]]) -> float:
    return max(1.0, sum(one.total() for one in held) / max(1, len(held)))


def _weights(group: Group, fields: Sequence[_Field], at: int, searcher: tantivy.Searcher) -> Iterator[Weight]:
    for field in fields:
        held = field.held[at]
        found = [term for term in held if term.startswith(group.terms[0])] if group.prefix else group.terms
        best = max((_weight(term, field, held, searcher) for term in found if term in held), default=0.0)
        if best > 0:
            yield Weight(group.text, field.name, best)


def _weight(term: str, field: _Field, held: Counter[str], searcher: tantivy.Searcher) -> float:
    count, holding = int(searcher.num_docs), min(int(searcher.num_docs), int(searcher.doc_freq(field.name, term)))
    rarity = math.log(1 + (count - holding + 0.5) / (holding + 0.5))
    times = held[term]
    return field.boost * rarity * times * (_K1 + 1) / (times + _K1 * (1 - _B + _B * held.total() / field.mean))
