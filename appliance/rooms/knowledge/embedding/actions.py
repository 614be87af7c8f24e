"""Changes of where vectors come from, and what follows when models are added or removed on the machine."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from appliance.engines import started
from appliance.engines.egress import Rule
from appliance.engines.embed import Choice
from appliance.kernel import current
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.job import enqueue
from appliance.kernel.problem import Conflict, ValidationFailed
from appliance.rooms.knowledge.collections import generations
from appliance.rooms.knowledge.documents import jobs as document_jobs
from appliance.rooms.knowledge.embedding import keyed, policy, queries
from appliance.rooms.knowledge.embedding.events import EmbeddingChosen, EmbeddingRemoved
from appliance.rooms.knowledge.embedding.shapes import SourceDraft
from appliance.rooms.knowledge.embedding.tables import Source, SourceKind
from appliance.rooms.knowledge.generations import keeping


def models_changed() -> dict[str, Any]:
    """Look at the models anew; bases get the vectors or the generations that they lack now. Inside a writing unit."""
    started().embeddings.reload()
    _follow()
    return {"told": True}


def choose(draft: SourceDraft, *, by: Actor) -> Source:
    """Let an organisation's vectors come from here. Bases with those of another model get new generations."""
    _require(by)
    if draft.kind is SourceKind.LOCAL and draft.model not in {one.name for one in started().embeddings.installed()}:
        raise ValidationFailed.of("model", "is no model that was added on this machine", "unknown_model")
    before = queries.chosen(by.org_id)
    key = draft.api_key or (
        queries.key_of(before) if before is not None and queries.is_same_host(before, draft) else ""
    )
    if before is not None and _is_another(before, draft):
        before.change(is_wanted=False)
        before = None
    row = before or Source.add(org_id=by.org_id, kind=draft.kind, model=draft.model, languages=draft.languages)
    row.change(
        kind=draft.kind, base_url=draft.base_url or None, languages=draft.languages,
        sealed=keyed.seal(key, queries.about(row)),
    )  # fmt: skip
    emit(EmbeddingChosen(row.kind, row.model, urlsplit(draft.base_url).hostname or ""))
    take_over()
    _follow()
    return row


def _is_another(row: Source, draft: SourceDraft) -> bool:
    return (row.kind, row.model, row.base_url or "") != (draft.kind, draft.model, draft.base_url)


def remove(*, by: Actor) -> None:
    """Forget what was chosen: the machine's own model is wanted again, if it has one. What serves goes on serving."""
    _require(by)
    row = queries.chosen(by.org_id)
    if row is None:
        return
    row.change(is_wanted=False)
    emit(EmbeddingRemoved(row.kind, row.model))
    take_over()
    _follow()


def _require(by: Actor) -> None:
    policy.require_session(by)
    if started().embeddings.is_said:
        raise Conflict("The machine's environment names the embedding model (APPLIANCE_EMBEDDING_MODEL or its server)")


def _follow() -> None:
    enqueue(document_jobs.embed_missing, key="missing")
    enqueue(keeping.keep_up, key="keep_up")


def forget_unused() -> None:
    """Remove sources that are not wanted any more and whose vectors no generation holds."""
    held = set(generations.models())
    for row in Source.select().where(Source.is_wanted == False):  # noqa: E712
        server = queries.server_of(row)
        if server is None or server.id not in held:
            feature = queries.feature(row.id)
            row.remove()
            current.after_commit(lambda feature=feature: started().egress.replace(feature, ()))  # type: ignore[misc]
    take_over()


def take_over() -> None:
    """Let the engine have what is chosen, and each source reach its own address, once this is kept."""
    choices = queries.choices()
    current.after_commit(lambda: put_in_force(choices))


def put_in_force(choices: Sequence[Choice]) -> None:
    """Open the egress door for each source, to its own address alone, and hand all of them to the engine."""
    for choice in choices:
        if choice.server is not None:
            rule = Rule.for_url(choice.server.feature, choice.server.base_url)
            started().egress.replace(choice.server.feature, (rule,))
    started().embeddings.choose(choices)
