"""The condition of rows in whose columns every one of some words stands, whatever its case."""

from collections.abc import Sequence
from functools import reduce
from operator import and_, or_
from typing import Any

from peewee import fn


def holding(columns: Sequence[Any], words: Sequence[str]) -> Any:
    """Rows where each word stands in at least one of the columns.

    SQLite folds the case of ASCII only, so the usual spellings of a word with other letters are asked for as well.
    """
    return reduce(and_, [reduce(or_, [_in(column, word) for column in columns]) for word in words])


def _in(column: Any, word: str) -> Any:
    spellings = {word.lower()} if word.isascii() else {word, word.lower(), word.capitalize(), word.upper()}
    return reduce(or_, [fn.instr(fn.lower(column), _ascii_lower(one)) > 0 for one in sorted(spellings)])


def _ascii_lower(word: str) -> str:
    return "".join(sign.lower() if sign.isascii() else sign for sign in word)
