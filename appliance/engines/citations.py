"""Verifies the citation marks of an answer while it streams: a mark that its passage does not bear out is taken away.

Holds back only what may still become a mark, so that any split of the text gives the same result.
"""

# ruff: noqa: RUF001 -- brackets and commas of other scripts are meant

import re
from collections.abc import Iterable
from dataclasses import dataclass

from appliance.engines.markup import CodeWatch
from appliance.engines.providers.contract import Source
from appliance.engines.support import Passage, Support, has_content
from appliance.engines.words import sentences, terms

SNIPPET = 400
"""Characters of a snippet at most."""
CLAIM_REACH = 2000
"""Characters of the answer that are looked back on for the claim before a mark."""

_OPEN, _CLOSE = r"[\[【［]", r"[\]】］]"
_BODY = r"\s?\^?\d{1,3}(?:\s?[,;，、–-]\s?\^?\d{1,3}){0,15}\s?(?:†[^\[\]【】\n]{0,40})?"
_WHOLE = re.compile(rf"([ \t\u00a0]*)(?:{_OPEN}({_BODY}){_CLOSE}|\[\[({_BODY})\]\])")
_PART = re.compile(
    rf"[ \t\u00a0]{{1,8}}|[ \t\u00a0]{{0,8}}(?:{_OPEN}|\[\[)"
    r"(?:\s?\^?(?:\d{1,3}(?:\s?[,;，、–-]\s?\^?\d{1,3}){0,15}(?:\s?[,;，、–-]?\s?\^?|\s?†[^\[\]【】\n]{0,40}))?)\]?"
)
_LAST_WORD = re.compile(r"\w+$")
_ENDS_CLAIM = frozenset(".,;:!?)。，；：！？）\n[【［")


@dataclass(frozen=True, slots=True)
class Text:
    """The next piece of the answer as it may be shown."""

    text: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage that the answer cites from here on; comes before the first `[number]`.

    `start` and `end` count Unicode code points of the document's text; `score` is the share of the claim found there.
    """

    number: int
    source: Source
    snippet: str
    start: int
    end: int
    score: float


Out = Text | Cited


class CitationFilter:
    """Fed with the answer of a model piece by piece; gives verified text and the citations in it."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._passages = {source.number: Passage(source) for source in sources}
        self._code = CodeWatch()
        self._held = ""
        self._out: list[Out] = []
        self._piece: list[str] = []
        self._prose = ""
        self._cut = 0
        self._claims: tuple[str, ...] = ()
        self._owed = ""
        self._kept_bracket = self._after_mark = False
        self._cited: set[int] = set()

    @property
    def cited(self) -> tuple[int, ...]:
        """The numbers cited so far, in ascending order."""
        return tuple(sorted(self._cited))

    def feed(self, text: str) -> list[Out]:
        """What can be shown with this piece."""
        for sign in text:
            self._step(sign)
        return self._taken()

    def finish(self) -> list[Out]:
        """What was still held back at the end of the answer."""
        while self._held:
            self._release("")
        return self._taken()

    def _step(self, sign: str) -> None:
        if self._held:
            if _WHOLE.fullmatch(self._held) is None and _may_be_mark(self._held + sign):
                self._held += sign
                return
            self._release(sign)
            if self._held:
                self._step(sign)
                return
        self._code.before(sign)
        if sign in " \t\u00a0[【［" and not self._code.inside:
            self._held = sign
        else:
            self._say(sign)

    def _release(self, following: str) -> None:
        """Decide on what is held; of `[[1]` only the first bracket goes, and the rest is held anew."""
        held, self._held = self._held, ""
        mark = _WHOLE.fullmatch(held)
        if mark is not None:
            self._settle(mark, following)
            return
        inner = held.rfind("[")
        inner = inner if inner > 0 and held[inner - 1] == "[" else len(held)
        self._say(held[:inner])
        self._held = held[inner:]

    def _settle(self, mark: re.Match[str], following: str) -> None:
        """Show, change or take away one whole mark, knowing the character after it."""
        blanks, numbers = mark.group(1), _numbers(mark.group(2) or mark.group(3))
        attached = not blanks and not self._after_mark and self._attached()
        if self._is_text(following, attached, numbers):
            self._say(mark.group())
            self._kept_bracket = True
            return
        claims = self._claims_here()
        borne = [(number, found) for number in numbers if (found := self._borne_out(number, claims)) is not None]
        if not borne and attached and following and following not in _ENDS_CLAIM and not self._in_prose():
            self._say(mark.group())
            self._kept_bracket = True
            return
        self._claims, self._cut, self._after_mark = claims, len(self._prose), True
        self._show(blanks, borne, following)

    def _show(self, blanks: str, borne: list[tuple[int, Support]], following: str) -> None:
        if not borne and following.isalnum():
            self._say(blanks)
        if not borne:
            self._owed = self._owed or blanks
            return
        blanks, self._owed = blanks or self._owed, ""
        for number, found in borne:
            if number not in self._cited:
                self._cite(number, found)
            self._piece.append(f"{blanks}[{number}]")
            blanks = ""

    def _is_text(self, following: str, attached: bool, numbers: list[int]) -> bool:
        """Links, link definitions and subscripts are no citations."""
        if following == "(":
            return True
        if following == ":" and self._at_line_start():
            return True
        return attached and (self._kept_bracket or 0 in numbers)

    def _attached(self) -> bool:
        last = self._prose[-1:]
        return last.isascii() and (last.isalpha() or last == "_" or (last == "]" and self._kept_bracket))

    def _in_prose(self) -> bool:
        """Whether the word before an attached mark is one of language and not the name of a list."""
        found = _LAST_WORD.search(self._prose)
        word = found.group() if found else ""
        known = terms(word)
        return any(known[0] in passage.words for passage in self._passages.values()) if known else len(word) > 1

    def _at_line_start(self) -> bool:
        return not self._prose.rpartition("\n")[2].strip()

    def _borne_out(self, number: int, claims: tuple[str, ...]) -> Support | None:
        passage = self._passages.get(number)
        if passage is None:
            return None
        return next((found for claim in claims if (found := passage.support(claim)) is not None), None)

    def _claims_here(self) -> tuple[str, ...]:
        """What the mark may stand for: the words since the last mark; of one alone, first its sentence."""
        fresh = self._prose[self._cut :]
        if not has_content(fresh):
            return self._claims
        claim = _last_sentence(fresh)
        return (claim,) if len(terms(claim)) > 1 else (_last_sentence(self._prose), claim)

    def _cite(self, number: int, found: Support) -> None:
        self._cited.add(number)
        self._flush()
        source = self._passages[number].source
        end = min(found.end, found.start + SNIPPET)
        snippet = source.text[found.start : end]
        place = source.start + found.start
        self._out.append(Cited(number, source, snippet, place, place + len(snippet), found.score))

    def _say(self, text: str) -> None:
        for sign in text:
            self._code.see(sign)
        self._piece.append(text)
        self._prose += text
        self._owed = ""
        self._kept_bracket = self._after_mark = False
        if len(self._prose) > 2 * CLAIM_REACH:
            gone = len(self._prose) - CLAIM_REACH
            self._prose, self._cut = self._prose[gone:], max(0, self._cut - gone)

    def _flush(self) -> None:
        text = "".join(self._piece)
        self._piece.clear()
        if text:
            self._out.append(Text(text))

    def _taken(self) -> list[Out]:
        self._flush()
        out, self._out = self._out, []
        return out


def _may_be_mark(held: str) -> bool:
    return _PART.fullmatch(held) is not None or _WHOLE.fullmatch(held) is not None


def _last_sentence(text: str) -> str:
    """The last sentence with content; a sentence never runs over a line."""
    for line in reversed(text.splitlines()):
        for start, end in reversed(sentences(line)):
            if has_content(line[start:end]):
                return line[start:end]
    return ""


def _numbers(body: str) -> list[int]:
    """The numbers of a mark without repeats; `2-4` means all three."""
    found: list[int] = []
    for part in re.split(r"[,;，、]", body.partition("†")[0]):
        ends = [int(text) for text in re.findall(r"\d+", part)]
        found.extend(range(ends[0], min(ends[-1], ends[0] + 20) + 1) if ends else ())
    return list(dict.fromkeys(found))
