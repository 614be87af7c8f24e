"""`@kb:name` in a question: the bases that it restricts retrieval to, and the question without the marks.

Decision: names are looked up among the bases that this asker's search would read anyway, so a mark narrows and never
opens; a name of a base that is shut to the asker and one that nothing bears are answered with the same words.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from appliance.kernel.actor import Actor
from appliance.kernel.problem import ValidationFailed
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.collections import KnowledgeBase

_MARK: Final = re.compile(r'(?<!\S)@kb:(?:"([^"\n]{1,200})"|\u201c([^\u201d\n]{1,200})\u201d|([^\s"\u201c]{1,200}))')
_POINTS: Final = ".,;:!?)]}"
_TOLD: Final = 10
"""Bases that an answer to an ambiguous name lists."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A question without its marks, and the bases to look in; None for all that the asker may read."""

    query: str
    base_ids: list[str] | None
    is_marked: bool = False


def names(text: str) -> list[str]:
    """The names that a text restricts its search to, each once."""
    found = (match[1] or match[2] or match[3].rstrip(_POINTS) for match in _MARK.finditer(text))
    return list(dict.fromkeys(name for name in found if name))


def plain(text: str) -> str:
    """The text without its marks."""
    if "@kb:" not in text:
        return text
    return re.sub(r"[^\S\n]{2,}", " ", _MARK.sub("", text)).strip()


def scoped(
    text: str, base_ids: Sequence[str] | None, *, seen_by: Actor, field: str = "query", is_public: bool = False
) -> Scope:
    """What a text asks and of which bases, inside a reading unit; `base_ids` are those it may be narrowed to.

    ValidationFailed for a name that fits none or several of them, and for marks without a question. With `is_public`
    the caller is nobody who may list bases: names must be whole, and none is told.
    """
    asked = names(text)
    named = None if base_ids is None else list(dict.fromkeys(base_ids))
    if not asked:
        return Scope(text, named)
    pool = [one for one in collections.readable(seen_by) if named is None or one.id in named]
    chosen = dict.fromkeys(_one(name, pool, field, is_public).id for name in asked)
    if not (question := plain(text)):
        raise ValidationFailed.of(field, "Ask something beside the name of the knowledge base", "string_too_short")
    return Scope(question, list(chosen), True)


def completions(beginning: str, limit: int, *, seen_by: Actor) -> list[KnowledgeBase]:
    """The readable bases that a name begun like this may mean: those that begin so, then those with such a word."""
    begun = _folded(beginning)
    folded = [(_folded(base.name), base) for base in collections.readable(seen_by)]
    first = [base for name, base in folded if name.startswith(begun)]
    later = [base for name, base in folded if not name.startswith(begun) and f" {begun}" in name]
    return [*first, *later][:limit]


def _one(name: str, pool: Sequence[KnowledgeBase], field: str, is_public: bool) -> KnowledgeBase:
    wanted = _folded(name)
    found = [base for base in pool if base.id == name or _folded(base.name) == wanted]
    if not found and not is_public:
        found = [base for base in pool if _folded(base.name).startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise ValidationFailed.of(field, f'There is no knowledge base "{name}" to search in here', "unknown_base")
    told = "" if is_public else f": {_listed(found)}"
    raise ValidationFailed.of(field, f'"{name}" may mean several knowledge bases{told}', "ambiguous_base")


def _listed(bases: Iterable[KnowledgeBase]) -> str:
    """Names to tell apart, with the id where two are called the same."""
    shown = list(bases)
    folded = [_folded(base.name) for base in shown]
    told = [
        f'"{base.name}"' if folded.count(name) == 1 else f'"{base.name}" (@kb:{base.id})'
        for name, base in zip(folded, shown, strict=True)
    ]
    return ", ".join(told[:_TOLD]) + (", \u2026" if len(told) > _TOLD else "")


def _folded(name: str) -> str:
    """A name without case, accents and doubled spaces."""
    parts = unicodedata.normalize("NFKD", name)
    bare = "".join(part for part in parts if not unicodedata.combining(part))
    return " ".join(bare.casefold().split())
