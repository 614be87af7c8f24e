"""Reads of the embedding models and of what organisations chose."""

from appliance.engines import started
from appliance.engines.embed import FEATURE, Active, Choice, EmbeddingServer, Installed
from appliance.kernel.actor import Actor
from appliance.rooms.knowledge.collections import generations
from appliance.rooms.knowledge.documents import embedding
from appliance.rooms.knowledge.embedding import keyed
from appliance.rooms.knowledge.embedding.shapes import ActiveView, EmbeddingView, ModelView, SourceDraft, SourceView
from appliance.rooms.knowledge.embedding.tables import Source, SourceKind
from appliance.store import vectors

KEYWORD, HYBRID, FAILING = "keyword", "hybrid", "failing"
_OLLAMA = "/api"


def standing(*, seen_by: Actor) -> EmbeddingView:
    """The wanted model, how far documents and bases are with it, and the models on the machine."""
    running, org_id = started().embeddings, seen_by.org_id
    active, source = running.wanted(org_id), chosen(org_id)
    failure = running.failure(active.id, org_id) if active is not None else None
    serving = [model for model in generations.models_of_bases(org_id) if model is not None]
    return EmbeddingView(
        search=KEYWORD if active is None else HYBRID if failure is None else FAILING,
        said_by=_said_by(active, source),
        source=view(source) if source is not None else None,
        active=_active(active) if active is not None else None,
        failure=failure,
        documents_missing=embedding.missing_count(org_id),
        bases_other=sum(active is not None and model != active.id for model in serving),
        bases_gone=sum(running.known(model, org_id) is None for model in serving),
        memory_bytes=running.memory_bytes(),
        models=[_model(one, is_active=active is not None and one.id == active.id) for one in running.installed()],
    )


def in_service() -> list[tuple[str, int]]:
    """The models that bases serve with and that can be asked, with the size of their vectors, where there are any."""
    known = set(started().embeddings.known_ids()) & set(generations.models_in_service())
    return [(model, size) for model in sorted(known) if (size := vectors.dimensions(model)) is not None]


def _said_by(active: Active | None, source: Source | None) -> str:
    if started().embeddings.is_said:
        return "environment"
    if source is not None:
        return "organisation"
    return "machine" if active is not None else "nobody"


def chosen(org_id: str) -> Source | None:
    """What the administrators of an organisation chose, or None."""
    row: Source | None = Source.get_or_none((Source.org_id == org_id) & (Source.is_wanted == True))  # noqa: E712
    return row


def key_of(row: Source) -> str:
    """The key of a source; empty when it has none."""
    return keyed.unseal(row.sealed, about(row))


def about(row: Source) -> str:
    """What its key is sealed for."""
    return f"embedding source {row.id}"


def feature(source_id: str) -> str:
    """The name under which a source passes the egress door."""
    return f"{FEATURE}.{source_id}"


def server(kind: SourceKind, base_url: str, model: str, key: str, feature_: str) -> EmbeddingServer:
    """How the engine reaches a source."""
    address = base_url.rstrip("/")
    if kind is SourceKind.OLLAMA and not address.endswith(_OLLAMA):
        address += _OLLAMA
    ca_bundle = started().embeddings.settings.ca_bundle
    return EmbeddingServer(address, model, key, ca_bundle, feature=feature_)


def server_of(row: Source) -> EmbeddingServer | None:
    """The server of a source; None for a model of this machine."""
    if row.kind is SourceKind.LOCAL:
        return None
    return server(row.kind, row.base_url or "", row.model, key_of(row), feature(row.id))


def choices() -> list[Choice]:
    """What every organisation chose, for the engine."""
    return [
        Choice(row.org_id, row.model, server_of(row), tuple(row.languages), row.is_wanted)
        for row in Source.select().order_by(Source.id)
    ]


def is_same_host(row: Source, draft: SourceDraft) -> bool:
    """Whether a key that is kept may be used for a draft: never for another address."""
    return row.kind is draft.kind and row.base_url == draft.base_url


def view(row: Source) -> SourceView:
    """A source as administrators see it."""
    return SourceView(
        kind=row.kind, model=row.model, base_url=row.base_url, has_key=row.sealed is not None,
        languages=row.languages, updated_at=row.updated_at,
    )  # fmt: skip


def _active(active: Active) -> ActiveView:
    return ActiveView(
        id=active.id, name=active.name, kind=active.kind, dimensions=active.dimensions,
        languages=list(active.languages),
    )  # fmt: skip


def _model(one: Installed, *, is_active: bool) -> ModelView:
    computed = started().embeddings.runtime(one)
    return ModelView(
        id=one.id, name=one.name, digest=one.digest, dimensions=one.dimensions, languages=list(one.languages),
        license=one.license, size_bytes=one.size_bytes, added_at=one.added_at, active=is_active,
        runtime=computed.name, runtime_reason=computed.reason,
    )  # fmt: skip
