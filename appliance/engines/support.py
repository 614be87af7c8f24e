"""Whether a passage bears out a claim, and which stretch of it does, by shared content terms and figures.

A figure that the claim states and the passage lacks refutes it; a claim in other words altogether is not recognised.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from appliance.engines.providers.contract import Source
from appliance.engines.words import Span, measures, mostly_han, neighbours, numbers, sentences, term_set

ENOUGH_WORDS, ENOUGH_PIECES = 0.55, 0.40
"""Least share of a claim's terms that one stretch of the passage holds, for words and for Chinese or Japanese.

Measured on XQuAD in English, German and Chinese: keeps every verbatim sentence, 94 to 96 (Chinese: 77) of 100 with half
of their words lost or swapped, and 1 of 100 sentences that were put to the most similar other paragraphs."""
WINDOW = 3
"""Sentences that one claim may draw together."""

_LIST_MARK = re.compile(r"^\s*(?:[-*•>#|]+|\d{1,3}[.)])\s+")
_NUMERALS = (
    "one two three four five six seven eight nine ten eleven twelve",
    "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "un deux trois quatre cinq six sept huit neuf dix onze douze",
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce",
)
_MONTHS = (
    "january february march april may june july august september october november december",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
)
_VALUES = {word: str(place) for names in (*_NUMERALS, *_MONTHS) for place, word in enumerate(names.split(), start=1)}
_VALUES |= {
    "first": "1",
    "second": "2",
    "third": "3",
    "fourth": "4",
    "fifth": "5",
    "erste": "1",
    "zweite": "2",
    "dritte": "3",
}
_SPELT = re.compile(rf"\b(?:{'|'.join(sorted(_VALUES, key=len, reverse=True))})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Support:
    """The stretch `start`..`end` of the passage's text that bears the claim out, and how much of the claim it holds."""

    score: float
    start: int
    end: int


class Passage:
    """One source, taken apart once for all claims that name it."""

    def __init__(self, source: Source) -> None:
        self.source = source

    @cached_property
    def _spans(self) -> list[Span]:
        return sentences(self.source.text)

    @cached_property
    def _terms(self) -> list[frozenset[str]]:
        return [_words(self.source.text[start:end]) for start, end in self._spans]

    @cached_property
    def words(self) -> frozenset[str]:
        """All content terms of the passage but its figures."""
        return frozenset().union(*self._terms)

    @cached_property
    def _numbers(self) -> frozenset[str]:
        text = self.source.text
        return numbers(text) | {_VALUES[word.lower()] for word in _SPELT.findall(text)}

    @cached_property
    def _counted(self) -> dict[str, frozenset[str]]:
        return neighbours(self.source.text)

    def support(self, claim: str) -> Support | None:
        """The best stretch for the claim; None when it states a figure that is not here or too little is shared."""
        claim = _LIST_MARK.sub("", claim)
        wanted, figures = _words(claim), numbers(claim)
        if not figures <= self._numbers or not (wanted or figures) or self._miscounts(claim):
            return None
        best = self._best(wanted, figures)
        enough = ENOUGH_PIECES if mostly_han(claim) else ENOUGH_WORDS
        return best if best is not None and best.score >= enough else None

    def _miscounts(self, claim: str) -> bool:
        """Whether the claim counts something that the passage counts too, and differently."""
        return any(unit in self._counted and figure not in self._counted[unit] for figure, unit in measures(claim))

    def _best(self, wanted: frozenset[str], figures: frozenset[str]) -> Support | None:
        best: Support | None = None
        for width in range(1, WINDOW + 1):
            for first in range(len(self._spans) - width + 1):
                start, end = self._spans[first][0], self._spans[first + width - 1][1]
                held = frozenset().union(*self._terms[first : first + width])
                score = _share(wanted, held, figures, self.source.text[start:end])
                if best is None or score > best.score + 0.1 * (width > 1):
                    best = Support(round(score, 3), start, end)
        return best


def has_content(text: str) -> bool:
    """Whether anything in the text could be borne out."""
    text = _LIST_MARK.sub("", text)
    return bool(term_set(text) or numbers(text))


def _words(text: str) -> frozenset[str]:
    return frozenset(term for term in term_set(text) if not term.isdecimal())


def _share(wanted: frozenset[str], held: frozenset[str], figures: frozenset[str], text: str) -> float:
    if wanted:
        return len(wanted & held) / len(wanted)
    return len(figures & numbers(text)) / len(figures)
