"""Chooses the sentences of the passages that answer a question, by shared terms alone.

BM25 over sentences (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009), times the share of the
question's terms that the sentence holds, times the score of its passage.
"""

# ruff: noqa: RUF001 -- dashes of references are meant

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from appliance.engines.providers.contract import Source
from appliance.engines.words import sentences, term_set, terms

K1, B = 1.2, 0.75
PASSAGES = 12
"""Passages looked at, best first."""
PICKS = 3
NEAR_DUPLICATE = 0.6
"""Jaccard similarity of two sentences above which the second says nothing new."""
WORTH_SAYING = 0.5
"""Share of the best sentence's score that a further one must reach."""
SHORTEST, LONGEST = 8, 600

_REFERENCE = re.compile(r"\s?[\[【]\s?\^?\d{1,3}(?:\s?[,;–-]\s?\d{1,3}){0,15}\s?[\]】]")


@dataclass(frozen=True, slots=True)
class Pick:
    """One sentence with the source that it stands in."""

    source: Source
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Extract:
    """The chosen sentences, best first, and how far they cover the question.

    Coverage is the mean of two shares of the question's terms: those in the best sentence and those in its passage,
    each with title and heading. It tells an answer from a chance hit better than the share held by all picks together.
    """

    picks: tuple[Pick, ...]
    coverage: float


@dataclass(frozen=True, slots=True)
class _Candidate:
    source: Source
    text: str
    counts: Counter[str]
    around: frozenset[str]


def extract(question: str, sources: Sequence[Source]) -> Extract:
    """The best sentences; no picks and a coverage of 0 when the question has no content or nothing shares a term."""
    wanted = term_set(question)
    candidates = [found for source in sources[:PASSAGES] for found in _candidates(source)]
    if not wanted or not candidates:
        return Extract((), 0.0)
    ranked = _ranked(wanted, candidates)
    chosen = _chosen(ranked)
    if not chosen:
        return Extract((), 0.0)
    best = chosen[0][1]
    near = best.around | best.counts.keys()
    far = best.around | term_set(best.source.text)
    picks = tuple(Pick(found.source, found.text, score) for score, found in chosen)
    return Extract(picks, (len(wanted & near) + len(wanted & far)) / (2 * len(wanted)))


def _candidates(source: Source) -> list[_Candidate]:
    around = term_set(f"{source.title} {source.heading or ''}")
    texts = (_plain(source.text[start:end]) for start, end in sentences(source.text))
    return [
        _Candidate(source, text, Counter(terms(text)), around) for text in texts if SHORTEST <= len(text) <= LONGEST
    ]


def _plain(sentence: str) -> str:
    """A sentence on one line, without the document's own reference marks, which would read as citations of ours."""
    text = " ".join(_REFERENCE.sub("", sentence).split())
    return text if text.count("`") % 2 == 0 and "``" not in text else text.replace("`", "")


def _ranked(wanted: frozenset[str], candidates: list[_Candidate]) -> list[tuple[float, _Candidate]]:
    weights = _weights(wanted, candidates)
    average = sum(found.counts.total() for found in candidates) / len(candidates)
    top = max(found.source.score for found in candidates)
    scored = []
    for found in candidates:
        held = wanted & found.counts.keys()
        if not held:
            continue
        length = K1 * (1 - B + B * found.counts.total() / average)
        bm25 = sum(weights[term] * found.counts[term] * (K1 + 1) / (found.counts[term] + length) for term in held)
        coverage = len(wanted & (held | found.around)) / len(wanted)
        passage = 0.5 + 0.5 * max(0.0, found.source.score) / top if top > 0 else 1.0
        scored.append((bm25 * coverage * passage, found))
    return sorted(scored, key=lambda entry: -entry[0])


def _weights(wanted: frozenset[str], candidates: list[_Candidate]) -> dict[str, float]:
    total = len(candidates)
    seen = Counter(term for found in candidates for term in wanted & found.counts.keys())
    return {term: math.log(1 + (total - seen[term] + 0.5) / (seen[term] + 0.5)) for term in wanted}


def _chosen(ranked: list[tuple[float, _Candidate]]) -> list[tuple[float, _Candidate]]:
    chosen: list[tuple[float, _Candidate]] = []
    for score, found in ranked:
        if len(chosen) == PICKS or score < WORTH_SAYING * ranked[0][0]:
            break
        if all(_jaccard(found.counts, other.counts) <= NEAR_DUPLICATE for _, other in chosen):
            chosen.append((score, found))
    return chosen


def _jaccard(one: Counter[str], other: Counter[str]) -> float:
    union = len(one.keys() | other.keys())
    return len(one.keys() & other.keys()) / union if union else 1.0
