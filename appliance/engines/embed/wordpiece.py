"""Cuts text into the numbered word pieces of a BERT vocabulary, as the models were trained with.

Source: the BasicTokenizer and WordPiece of BERT (Devlin and others, 2018), greedy longest match first.
"""

import re
import unicodedata
from collections.abc import Sequence

LONGEST_WORD = 100
REMEMBERED = 100_000
_IDEOGRAPH = re.compile("([\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002a6df\U0002a700-\U0002ceaf])")
_CLEANED = 200_000
"""Characters of a text that are looked at; no model reads as far."""


class WordPiece:
    """The pieces of one vocabulary; safe for one thread."""

    def __init__(self, vocabulary: Sequence[str], *, lower: bool = True) -> None:
        self._ids = {piece: number for number, piece in enumerate(vocabulary)}
        self._lower = lower
        self._words: dict[str, tuple[int, ...]] = {}
        self.unknown = self._ids["[UNK]"]
        self._begin, self._end = self._ids["[CLS]"], self._ids["[SEP]"]

    def encode(self, text: str, most: int) -> list[int]:
        """At most `most` ids, the begin and end marks among them."""
        ids = [self._begin]
        for word in self._split(text[:_CLEANED]):
            ids += self._pieces(word)
            if len(ids) >= most:
                break
        return [*ids[: most - 1], self._end]

    def _split(self, text: str) -> list[str]:
        if self._lower:
            text = text.lower()
        if not text.isascii():
            text = _IDEOGRAPH.sub(r" \1 ", unicodedata.normalize("NFD", text) if self._lower else text)
        return "".join(map(_SPACED.__getitem__ if self._lower else _SPACED_CASED.__getitem__, text)).split()

    def _pieces(self, word: str) -> tuple[int, ...]:
        known = self._words.get(word)
        if known is None:
            if len(self._words) >= REMEMBERED:
                self._words.clear()
            known = self._words[word] = self._cut(word)
        return known

    def _cut(self, word: str) -> tuple[int, ...]:
        if len(word) > LONGEST_WORD:
            return (self.unknown,)
        found: list[int] = []
        at, mark = 0, ""
        while at < len(word):
            end = len(word)
            while end > at and mark + word[at:end] not in self._ids:
                end -= 1
            if end == at:
                return (self.unknown,)
            found.append(self._ids[mark + word[at:end]])
            at, mark = end, "##"
        return tuple(found)


class _Spacing(dict[str, str]):
    """What a character becomes: nothing, a blank, itself, or itself between blanks; remembered once asked."""

    def __init__(self, *, keep_marks: bool) -> None:
        super().__init__()
        self._keep_marks = keep_marks

    def __missing__(self, character: str) -> str:
        spaced = self[character] = self._spaced(character)
        return spaced

    def _spaced(self, character: str) -> str:
        kind = unicodedata.category(character)
        if character in "\t\n\r" or kind == "Zs":
            return " "
        if kind.startswith("C") or character == "\ufffd" or (kind == "Mn" and not self._keep_marks):
            return ""
        is_sign = character.isascii() and not character.isalnum() and character > " "
        return f" {character} " if is_sign or kind.startswith("P") else character


_SPACED = _Spacing(keep_marks=False)
_SPACED_CASED = _Spacing(keep_marks=True)
