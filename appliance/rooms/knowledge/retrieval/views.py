"""What an answer says of each passage: its place, an excerpt, and on request why and by which words it was found."""

from collections.abc import Mapping, Sequence

from appliance.rooms.knowledge.documents.found_passages import FoundPassage
from appliance.rooms.knowledge.retrieval.diversity import Result
from appliance.rooms.knowledge.retrieval.fusion import Fused
from appliance.rooms.knowledge.retrieval.shapes import Explanation, Mode, PassageView, SearchAsk, Span, TermView
from appliance.store.search import matches, snippet


def views(
    found: Sequence[Result], ask: SearchAsk, mode: Mode, names: Mapping[str, str], rights: Mapping[str, str]
) -> list[PassageView]:
    """The passages as they are shown; `names` are those of their bases, `rights` by what each is read, if asked for."""
    shown = []
    for hit, passage in found:
        view = _view(hit, passage, ask, names[passage.knowledge_base_id])
        if ask.explain:
            right = rights.get(passage.knowledge_base_id, "")
            view.explanation, view.highlights = _explained(hit, mode, right), _highlights(passage, ask.query)
        shown.append(view)
    return shown


def _view(hit: Fused, passage: FoundPassage, ask: SearchAsk, base_name: str) -> PassageView:
    place = f"/knowledge/{passage.knowledge_base_id}/documents/{passage.document_id}"
    of_version = f"&version={passage.version}" if passage.is_former else ""
    return PassageView(
        chunk_id=passage.chunk_id, document_id=passage.document_id, external_id=passage.external_id,
        knowledge_base_id=passage.knowledge_base_id, knowledge_base_name=base_name, title=passage.title,
        text=passage.text,
        snippet=snippet(passage.text, ask.query, _spoken(passage)), score=hit.score, page=passage.page,
        last_page=passage.last_page, start=passage.start, end=passage.end, heading=passage.heading,
        link=passage.link, version=passage.version,
        url=f"{place}?start={passage.start}&end={passage.end}{of_version}",
    )  # fmt: skip


def _explained(hit: Fused, mode: Mode, right: str) -> Explanation:
    parts = hit.parts
    return Explanation(
        lexical=parts.lexical, trigram=parts.trigram, terms=list(parts.terms),
        weights=[TermView(term=one.term, field=one.field, weight=one.weight) for one in parts.weights],
        vector=hit.vector, lexical_rank=hit.lexical_rank, vector_rank=hit.vector_rank, fused=mode is Mode.HYBRID,
        right=right,
    )  # fmt: skip


def _highlights(passage: FoundPassage, query: str) -> list[Span]:
    """Where the words of the question stand in the document's text."""
    at = passage.start
    return [Span(start=at + start, end=at + end) for start, end in matches(passage.text, query, _spoken(passage))]


def _spoken(passage: FoundPassage) -> tuple[str, ...]:
    return (passage.language,) if passage.language else ()
