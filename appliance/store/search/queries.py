"""Turns an ask into a Tantivy query: any of its words, inside the containers that the asker may see."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import tantivy

from appliance.store.search.entries import Ask, Hit, Parts, Weight
from appliance.store.search.question import Group, groups_of
from appliance.store.search.schema import schema
from appliance.store.search.snapshot import Snapshot

TITLE_BOOST: Final = 0.25
"""Added for a word in title or heading, whose words stand in the body field as well."""
LONGEST_QUERY: Final = 2_000
"""Characters of a query that are looked at."""
MOST_GROUPS: Final = 64
MOST_PREFIXED: Final = 32
FEW_CONTAINERS: Final = 8

_MUST: Final = tantivy.Occur.Must
_SHOULD: Final = tantivy.Occur.Should
_MUST_NOT: Final = tantivy.Occur.MustNot


@dataclass(frozen=True, slots=True)
class Plan:
    """What is looked for: words, and what every found entry must hold to beside them.

    `share` is the part of all entries that the asker's containers hold at most; 1.0 when they filter nothing.
    """

    words: tantivy.Query
    containers: tantivy.Query | None
    others: tuple[tuple[tantivy.Occur, tantivy.Query], ...]
    groups: list[Group]
    share: float = 1.0

    def query(self, *, with_containers: bool = True) -> tantivy.Query:
        """All of it as one query, or all but the containers."""
        clauses = [(_MUST, self.words), *self.others]
        if with_containers and self.containers is not None:
            clauses.append((_MUST, self.containers))
        return self.words if len(clauses) == 1 else tantivy.Query.boolean_query(clauses)


def sought(ask: Ask) -> list[Group]:
    """The words that an ask looks for."""
    asked = ask.query[:LONGEST_QUERY].encode("utf-8", "replace").decode()
    return groups_of(asked, ask.languages)[:MOST_GROUPS]


def plan_of(ask: Ask, snapshot: Snapshot) -> Plan | None:
    """What to look for, or None when nothing can be found."""
    groups = sought(ask)
    if not groups or ask.containers == () or ask.limit < 1:
        return None
    words = [(_SHOULD, clause) for group in groups for clause in _clauses(group, snapshot.searcher)]
    if not words:
        return None
    containers, kinds = _filter("container", ask.containers, snapshot), _filter("kind", ask.kinds or None, snapshot)
    others = [] if kinds is None else [(_MUST, kinds)]
    if ask.excluded:
        others.append((_MUST_NOT, _any_of("container", ask.excluded)))
    share = 1.0 if containers is None else snapshot.share("container", ask.containers or ())
    return Plan(tantivy.Query.boolean_query(words), containers, tuple(others), groups, share)


def _filter(field: str, values: tuple[str, ...] | None, snapshot: Snapshot) -> tantivy.Query | None:
    if values is None or snapshot.all_pass(field, values, allowed := _any_of(field, values)):
        return None
    return _neutral(allowed)


def _clauses(group: Group, searcher: tantivy.Searcher) -> list[tantivy.Query]:
    terms: Sequence[str] = group.terms
    if group.prefix:
        found = searcher.terms_with_prefix("body", group.terms[0], limit=MOST_PREFIXED)
        terms = sorted(term for term, _ in found)
    if not terms:
        return []
    return [_best("body", terms), tantivy.Query.boost_query(_best("title", terms), TITLE_BOOST)]


def _best(field: str, terms: Sequence[str]) -> tantivy.Query:
    """The best of a word's stems counts once, however many languages it was stemmed in."""
    queries = [tantivy.Query.term_query(schema(), field, term, "freq") for term in terms]
    return queries[0] if len(queries) == 1 else tantivy.Query.disjunction_max_query(queries)


def _neutral(query: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.const_score_query(query, 0.0)


@lru_cache(maxsize=32)  # a reader's containers are the same from query to query
def _any_of(field: str, values: tuple[str, ...]) -> tantivy.Query:
    if len(values) > FEW_CONTAINERS:
        return tantivy.Query.term_set_query(schema(), field, list(values))
    terms = [tantivy.Query.term_query(schema(), field, value, "basic") for value in values]
    return terms[0] if len(terms) == 1 else tantivy.Query.boolean_query([(_SHOULD, term) for term in terms])


def matched_terms(hit: Hit, groups: list[Group], searcher: tantivy.Searcher) -> Hit:
    """The hit with the words of the query that it holds, and what each adds to its score."""
    key = _neutral(tantivy.Query.term_query(schema(), "key", hit.key, "basic"))
    weights = tuple(weight for group in groups for weight in _weights(key, group, searcher))
    words = tuple(dict.fromkeys(weight.term for weight in weights))
    return Hit(hit.key, hit.owner, hit.score, Parts(hit.parts.lexical, hit.parts.trigram, words, weights))


def _weights(key: tantivy.Query, group: Group, searcher: tantivy.Searcher) -> Iterator[Weight]:
    for field, clause in zip(("body", "title"), _clauses(group, searcher), strict=False):
        both = tantivy.Query.boolean_query([(_MUST, key), (_MUST, clause)])
        for score, _ in searcher.search(both, 1, count=False).hits:
            yield Weight(group.text, field, float(score or 0.0))
