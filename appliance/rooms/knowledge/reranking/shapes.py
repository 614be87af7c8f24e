"""What comes in and goes out about the reranking server. Its key comes in and never goes out."""

from typing import Annotated, Self

from pydantic import StringConstraints, model_validator

from appliance.kernel.shape import PRINTABLE, Moment, Shape, Token, View
from appliance.rooms.knowledge.embedding import Address, keyed

ModelName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), PRINTABLE]


class RerankDraft(Shape):
    """The whole address of a `/rerank` endpoint. Without `api_key` the one that is set for the address stays.

    With a `model` it is asked as Cohere and Jina are, without one as text-embeddings-inference is.
    """

    url: Address
    model: ModelName = ""
    api_key: Token | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        keyed.checked(self.url, "url")
        return self


class RerankView(View):
    """What administrators chose."""

    url: str
    model: str
    has_key: bool
    updated_at: Moment


class RerankingView(View):
    """`said_by` is who names the server: the `environment`, which wins; the `organisation`; or `nobody`.

    `name` is its model, or its host; `seconds` is how long a search waits for it; `bases` want to be reranked.
    """

    said_by: str
    name: str | None
    seconds: float
    bases: int
    source: RerankView | None


class RerankTestAsk(Shape):
    """What to try before it is saved; without a source, the one in force."""

    source: RerankDraft | None = None


class RerankTold(View):
    """A question and two sentences, judged in so many milliseconds; or why not. `fits`: the answer came first."""

    is_well: bool
    name: str
    fits: bool
    took_ms: float
    failure: str | None
