"""Generations, golden questions and how they fare, on the wire."""

from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, StringConstraints

from appliance.kernel import clock
from appliance.kernel.model import Model
from appliance.kernel.page import Filter
from appliance.kernel.shape import PRINTABLE, Moment, Shape, View
from appliance.rooms.knowledge.collections import generations
from appliance.rooms.knowledge.collections.tables import Generation, GenerationState
from appliance.rooms.knowledge.generations.tables import GoldenQuestion
from appliance.store import opened

DocumentId = Annotated[str, StringConstraints(pattern=r"^doc_[0-9a-z]{26}$")]
Asked = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000), PRINTABLE]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), PRINTABLE]
_LONGEST_CSV = 2_000_000


class QualityView(Model):
    """Means over all golden questions, from 0 to 1."""

    ndcg: float
    recall: float
    mrr: float


class RankView(Model):
    """Where the right document of a question stands, from 1; null when it is not among the first ten."""

    question_id: str
    question: str
    old: int | None
    new: int | None


class Comparison(Model):
    """A generation beside the serving one."""

    serving: int
    number: int
    old: QualityView
    new: QualityView
    worse: bool
    questions: list[RankView]


class GenerationFilter(Filter):
    sorts: ClassVar[tuple[str, ...]] = ("-number",)

    state: GenerationState


class GenerationView(View):
    """`done_count` of `total_count` documents are in it; `seconds_left` is told while it is being built.

    `failure` is why it waits, and `again_at` when it is tried again. Where the machine does not have the `model` any
    more (`model_gone`), the base answers by words alone. `renewing`: the index is of an earlier analyser and answers
    while it is made anew.
    """

    id: str
    knowledge_base_id: str
    number: int
    state: GenerationState
    chunk_tokens: int
    chunk_overlap: int
    model: str | None
    model_gone: bool
    renewing: bool
    failure: str | None
    again_at: Moment | None
    analysis_version: int
    done_count: int
    total_count: int
    progress: int
    seconds_left: int | None
    comparison: Comparison | None
    job_id: str | None
    started_at: Moment
    finished_at: Moment | None
    updated_at: Moment

    @classmethod
    def of(cls, row: Generation) -> Self:
        """A generation with its progress as of now."""
        done, total = min(row.done_count, row.total_count), row.total_count
        is_building = row.state is GenerationState.BUILDING
        spent = clock.now_ms() - row.started_at
        left = round(spent / done * (total - done) / 1000) if is_building and done else None
        is_undone = is_building or row.state is GenerationState.WAITING
        progress = (100 * done // total if total else 0) if is_undone else 100
        is_gone = row.model is not None and generations.known(row.model, row.org_id) is None
        is_renewing = row.state is GenerationState.SERVING and opened().has_index and opened().index.is_aged
        return cls.from_row(row, progress=progress, seconds_left=left, model_gone=is_gone, renewing=is_renewing)


class EstimateView(View):
    """What a new generation would take."""

    documents: int
    passages: int
    seconds: int
    model: str | None
    bytes_needed: int
    bytes_free: int


class ServeAsk(Shape):
    """`force` serves a generation though it answers the golden questions worse."""

    force: bool = False


class QuestionDraft(Shape):
    """A question and the document that answers it; with `words`, the passage that holds them does."""

    question: Asked
    document_id: DocumentId
    words: Words = ""


class QuestionPatch(Shape):
    question: Asked = ""
    document_id: DocumentId = ""
    words: Words = ""


class QuestionFilter(Filter):
    sorts: ClassVar[tuple[str, ...]] = ("-created_at", "created_at")

    document_id: str


class QuestionView(View):
    id: str
    knowledge_base_id: str
    question: str
    document_id: str
    document_title: str | None
    words: str
    created_at: Moment
    updated_at: Moment

    @classmethod
    def of(cls, row: GoldenQuestion, titles: dict[str, Any]) -> Self:
        """A question with the title of its document; None when that is gone."""
        return cls.from_row(row, document_title=titles.get(row.document_id), words=row.words or "")


class QuestionsImport(Shape):
    """A table as comma separated values with the columns question, document_id and (optionally) words."""

    csv: Annotated[str, Field(max_length=_LONGEST_CSV), PRINTABLE]


class ImportedView(View):
    added: int
    unchanged: int


class RunAsk(Shape):
    """Which generation to run beside the serving one; none runs the serving one alone."""

    number: Annotated[int, Field(ge=1)] | None = None


class RunView(View):
    """How the serving generation (`old`) and the named one (`new`) answer the golden questions."""

    comparison: Comparison
