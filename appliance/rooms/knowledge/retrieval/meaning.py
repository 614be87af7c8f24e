"""When meaning counts: which mode a search gets in truth, the question's vector, and the passages near to it.

Decision: nearness counts only between languages that the model was made for. A question or a passage in another one is
found by its words, so a model can help where it knows something and cannot harm where it knows nothing.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from appliance.engines import started
from appliance.engines.embed import Active, EmbedFailed, Found
from appliance.kernel.actor import Actor
from appliance.kernel.problem import Unavailable, ValidationFailed
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.collections import generations
from appliance.rooms.knowledge.collections.generations import Served
from appliance.rooms.knowledge.documents import found_passages
from appliance.rooms.knowledge.documents.found_passages import FoundPassage
from appliance.rooms.knowledge.retrieval import scope
from appliance.rooms.knowledge.retrieval.shapes import Mode, SearchAsk
from appliance.store.database import read_now
from appliance.store.search import detect

__all__ = ["EmbedFailed", "Meant", "beside", "is_spoken", "is_wanted", "meant", "mode_of", "near"]


@dataclass(frozen=True, slots=True)
class Meant:
    """The question's vector by each model (by id) that bases serve with, and the question's language.

    `spoken` are those models; one without a vector cannot be asked now, or does not know the language. `bases` says
    which base serves with which of the vectors.
    """

    spoken: Mapping[str, Active] = field(default_factory=dict)
    vectors: Mapping[str, bytes] = field(default_factory=dict)
    language: str = ""
    bases: Mapping[str, str] = field(default_factory=dict)

    def within(self, served: Mapping[str, Served]) -> "Meant":
        """The same for these bases, as they are served in this unit. A vector of another model is none for a base."""
        return replace(
            self, bases={id_: one.model for id_, one in served.items() if one.model and one.model in self.vectors}
        )

    def active(self, base_id: str) -> Active | None:
        """The model whose vectors a base is asked by."""
        return self.spoken.get(self.bases.get(base_id, ""))


def is_wanted(mode: Mode) -> bool:
    """Whether a search of this mode may have a use for vectors."""
    return mode is not Mode.KEYWORD and bool(started().embeddings.known_ids())


def meant(
    query: str, mode: Mode, base_ids: Sequence[str] | None = None, number: int | None = None, *, seen_by: Actor
) -> Meant:
    """The vectors of a question by the models of the bases (or of the organisation), outside of any unit.

    Without one where the mode or the language has no use for it. `number` is of another generation than the serving.
    """
    if not is_wanted(mode):
        return Meant()
    spoken = read_now(_spoken, base_ids, number, seen_by.org_id)
    if not spoken:
        return Meant()
    query = scope.plain(query)
    language, vectors = detect(query), {}
    for id_, active in spoken.items():
        if mode is not Mode.VECTOR and language and not active.speaks(language):
            continue
        with suppress(EmbedFailed):
            vectors[id_] = started().embeddings.question(query, id_, seen_by.org_id)
    return Meant(spoken, vectors, language)


def _spoken(base_ids: Sequence[str] | None, number: int | None, org_id: str) -> dict[str, Active]:
    if base_ids is None:
        models = generations.models_serving(org_id)
    else:
        found = generations.served(base_ids) if number is None else generations.numbered(base_ids, number)
        models = {one.model for one in found.values()}
    return {active.id: active for id_ in models if (active := generations.known(id_, org_id)) is not None}


def modes(seen_by: Actor) -> list[Mode]:
    """The modes that a search across all may ask for, inside a reading unit."""
    return list(Mode) if _spoken(None, None, seen_by.org_id) else [Mode.AUTO, Mode.KEYWORD]


def mode_of(ask: SearchAsk, base_ids: Sequence[str], meant: Meant) -> Mode:
    """The mode that a search gets: as asked, else as its bases say, else hybrid where there is a vector for it."""
    if not meant.spoken and ask.mode in (Mode.VECTOR, Mode.HYBRID):
        raise ValidationFailed.of(
            "mode", f"{ask.mode} needs an embedding model, and none is installed to be asked; use auto"
        )
    wanted = ask.mode
    if wanted is Mode.AUTO:
        said = set(collections.search_modes(base_ids).values())
        wanted = Mode(said.pop()) if len(said) == 1 else Mode.AUTO
    if wanted is Mode.KEYWORD:
        return wanted
    if not meant.bases or (wanted is not Mode.VECTOR and not _fits(meant, base_ids)):
        if ask.mode is Mode.VECTOR and base_ids:
            raise Unavailable("Search by meaning cannot be used right now")
        return Mode.KEYWORD
    return Mode.VECTOR if wanted is Mode.VECTOR else Mode.HYBRID


def _fits(meant: Meant, base_ids: Sequence[str]) -> bool:
    """A question whose language nothing tells is taken to be in one of the bases' main languages."""
    used = [meant.spoken[id_] for id_ in set(meant.bases.values())]
    if meant.language:
        return any(one.speaks(meant.language) for one in used)
    spoken = found_passages.languages(base_ids)
    return not spoken or any(one.speaks(language) for one in used for language in spoken)


def is_spoken(meant: Meant, passage: FoundPassage | None) -> bool:
    """Whether the model knows the passage's language; a language that nothing tells may be its own."""
    active = meant.active(passage.knowledge_base_id) if passage is not None else None
    if passage is None or active is None:
        return False
    return not passage.language or active.speaks(passage.language)


def near(meant: Meant, places: Sequence[str], limit: int) -> dict[str, list[Found]]:
    """The passages in these places near to the question, by the model that their bases serve with. Needs no unit.

    EmbedFailed when none can be had.
    """
    embeddings, found, failure = started().embeddings, {}, None
    for id_ in sorted(set(meant.bases.values())):
        try:
            found[id_] = embeddings.near(meant.vectors[id_], list(places), limit, model=id_)
        except EmbedFailed as failed:
            failure = failed
    if failure is not None and not found:
        raise failure
    return found


def beside(meant: Meant, found: Mapping[str, list[Found]], also: Sequence[tuple[str, str]]) -> list[Found]:
    """What is near, then those `also` (owner, key) that are not among it, with their nearness while it can be had."""
    whole = []
    for id_, some in found.items():
        known = {one.key for one in some}
        missing = [(owner, key) for owner, key in also if key not in known]
        more: list[Found] = []
        if missing:
            with suppress(EmbedFailed):
                more = started().embeddings.near(meant.vectors[id_], [], 0, missing, id_)
        whole.append([*some, *more])
    return whole[0] if len(whole) == 1 else _side_by_side(whole)


def _side_by_side(lists: Sequence[Sequence[Found]]) -> list[Found]:
    """Cosines of two models say nothing of each other: what each found counts by its place in its own list."""
    ranked = [sorted(one, key=lambda found: (-found.score, found.key)) for one in lists]
    placed = [
        replace(found, score=1 - place / max(1, len(one))) for one in ranked for place, found in enumerate(one)
    ]  # fmt: skip
    return sorted(placed, key=lambda found: (-found.score, found.key))
