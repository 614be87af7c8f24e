"""Makes generations and golden questions, for the samples."""

from appliance.kernel.actor import Actor
from appliance.rooms.knowledge.collections import KnowledgeBase
from appliance.rooms.knowledge.collections.tables import Generation, GenerationState
from appliance.rooms.knowledge.embedding.tables import Source, SourceKind
from appliance.rooms.knowledge.generations import golden
from appliance.rooms.knowledge.generations.shapes import QuestionDraft
from appliance.rooms.knowledge.generations.tables import GoldenQuestion
from appliance.rooms.knowledge.reranking.tables import RerankSource
from tests import make


def previous(by: Actor, of: KnowledgeBase | None = None) -> Generation:
    """A generation that served before and can serve again."""
    base = of or make.base(by)
    number = 1 + Generation.select().where(Generation.knowledge_base_id == base.id).count()
    return Generation.add(
        org_id=base.org_id, knowledge_base_id=base.id, number=number, state=GenerationState.PREVIOUS,
        chunk_tokens=100, chunk_overlap=0, analysis_version=1, started_at=base.created_at,
    )  # fmt: skip


def question(by: Actor, of: KnowledgeBase | None = None) -> GoldenQuestion:
    """A golden question of a base, with the document that answers it."""
    base = of or make.base(by)
    draft = QuestionDraft(question=f"What weighs the {make.CANARY}?", document_id=make.document(by, base).id)
    return golden.add(base, draft, by=by)


def embedding_source(by: Actor) -> Source:
    """What administrators chose for their vectors: a server that is not there."""
    Source.update(is_wanted=False).where(Source.org_id == by.org_id).execute()
    return Source.add(org_id=by.org_id, kind=SourceKind.OPENAI, model="e5", base_url="http://127.0.0.1:9", languages=[])


def rerank_source(by: Actor) -> RerankSource:
    """A reranking server that is not there."""
    RerankSource.delete().where(RerankSource.org_id == by.org_id).execute()
    return RerankSource.add(org_id=by.org_id, url="http://127.0.0.1:9/rerank", model="m")


def asked_base(by: Actor) -> KnowledgeBase:
    """A base with a golden question."""
    return make.found_base(question(by).knowledge_base_id)


def new_question(by: Actor) -> dict[str, str]:
    """A golden question to add to the base that was made last."""
    newest = KnowledgeBase.select().order_by(KnowledgeBase.id.desc()).first()
    return {"question": "What weighs nine pounds?", "document_id": make.document(by, newest).id}


def table(by: Actor) -> dict[str, str]:
    """The same as a table."""
    return {"csv": "question,document_id\n{question},{document_id}\n".format(**new_question(by))}
