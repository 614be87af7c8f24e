"""When meaning counts: which mode a search gets in truth, the question's vector, and the passages near to it.

Decision: nearness counts only between languages that the model was made for. A question or a passage in another one is
found by its words, so a model can help where it knows something and cannot harm where it knows nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from appliance.engines import started
from appliance.engines.embed import Active, EmbedFailed, Found
from appliance.kernel.problem import Unavailable, ValidationFailed
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.documents import found_passages
from appliance.rooms.knowledge.documents.found_passages import FoundPassage
from appliance.rooms.knowledge.retrieval import scope
from appliance.rooms.knowledge.retrieval.shapes import Mode, SearchAsk
from appliance.store.search import detect

__all__ = ["EmbedFailed", "Meant", "is_spoken", "meant", "mode_of", "near"]


@dataclass(frozen=True, slots=True)
class Meant:
    """The model in force, the question's vector by it (None when there is none), and the question's language."""

    model: Active | None = None
    vector: bytes | None = None
    language: str = ""


def meant(query: str, mode: Mode) -> Meant:
    """The vector of a question, outside of any unit; without one when the mode or the language has no use for it."""
    embeddings, query = started().embeddings, scope.plain(query)
    active = embeddings.active
    if active is None or mode is Mode.KEYWORD:
        return Meant(active)
    language = detect(query)
    if mode is not Mode.VECTOR and language and not active.speaks(language):
        return Meant(active, None, language)
    try:
        return Meant(active, embeddings.question(query), language)
    except EmbedFailed:
        return Meant(active, None, language)


def mode_of(ask: SearchAsk, base_ids: Sequence[str], meant: Meant) -> Mode:
    """The mode that a search gets: as asked, else as its bases say, else hybrid where there is a vector for it."""
    if meant.model is None and ask.mode in (Mode.VECTOR, Mode.HYBRID):
        raise ValidationFailed.of("mode", f"{ask.mode} needs an embedding model, and none is installed; use auto")
    wanted = ask.mode
    if wanted is Mode.AUTO:
        said = set(collections.search_modes(base_ids).values())
        wanted = Mode(said.pop()) if len(said) == 1 else Mode.AUTO
    if wanted is Mode.KEYWORD:
        return wanted
    if meant.vector is None or (wanted is not Mode.VECTOR and not _fits(meant, base_ids)):
        if ask.mode is Mode.VECTOR:
            raise Unavailable("Search by meaning cannot be used right now")
        return Mode.KEYWORD
    return Mode.VECTOR if wanted is Mode.VECTOR else Mode.HYBRID


def _fits(meant: Meant, base_ids: Sequence[str]) -> bool:
    """A question whose language nothing tells is taken to be in one of the bases' main languages."""
    if meant.model is None or meant.language:
        return meant.model is not None and meant.model.speaks(meant.language)
    spoken = found_passages.languages(base_ids)
    return not spoken or any(map(meant.model.speaks, spoken))


def is_spoken(meant: Meant, passage: FoundPassage | None) -> bool:
    """Whether the model knows the passage's language; a language that nothing tells may be its own."""
    if passage is None or meant.model is None:
        return False
    return not passage.language or meant.model.speaks(passage.language)


def near(meant: Meant, places: Sequence[str], limit: int, also: Sequence[tuple[str, str]]) -> list[Found]:
    """The passages in these places near to the question, then those `also` (owner, key) that are not among them.

    EmbedFailed when they cannot be had.
    """
    return started().embeddings.near(meant.vector or b"", list(places), limit, also)
