"""What is told of embedding models."""

from appliance.kernel.model import Model
from appliance.kernel.shape import Moment, View


class ModelView(Model):
    """A model on this machine. `languages` are those it was made for; none when it does not say."""

    id: str
    name: str
    digest: str
    dimensions: int
    languages: list[str]
    license: str
    size_bytes: int
    added_at: Moment
    active: bool


class ActiveView(Model):
    """The model in force: `local` on this machine, or of a `server`."""

    id: str
    name: str
    kind: str
    dimensions: int | None
    languages: list[str]


class EmbeddingView(View):
    """`search` is keyword without a model, hybrid with one, failing when its last call failed."""

    search: str
    active: ActiveView | None
    failure: str | None
    documents_missing: int
    memory_bytes: int
    models: list[ModelView]
