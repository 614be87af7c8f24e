"""Trying a source: one sentence is embedded, and what came back is told. Nothing is kept."""

from urllib.parse import urlsplit

from appliance.engines import started
from appliance.engines.egress import Rule
from appliance.engines.embed import EmbedFailed, Provider
from appliance.kernel import clock
from appliance.kernel.actor import Actor
from appliance.kernel.ids import new_id
from appliance.kernel.problem import Conflict
from appliance.rooms.knowledge.embedding import queries
from appliance.rooms.knowledge.embedding.shapes import SourceDraft, TestView
from appliance.rooms.knowledge.embedding.tables import Source, SourceKind
from appliance.store.database import read_now

SENTENCE = "The otter sleeps in the reeds by the river."
SECONDS = 20.0
_NUMBER = 4
"""Bytes of a number of a question's vector."""


def tried(draft: SourceDraft | None, *, by: Actor) -> TestView:
    """Embed one sentence by a draft, or by the wanted model. Blocks; for threads, never inside a unit."""
    began, dimensions, failure = clock.monotonic(), None, None
    try:
        model, dimensions = _drafted(draft, by) if draft is not None else _wanted(by)
    except _Failed as failed:
        model, failure = failed.model, str(failed)
    took = (clock.monotonic() - began) * 1000
    return TestView(
        is_well=failure is None, model=model, dimensions=dimensions, took_ms=round(took, 1), failure=failure
    )  # fmt: skip


def named(draft: SourceDraft | None) -> tuple[str, str]:
    """The kind and the host of what is tried, for the ledger."""
    return (draft.kind, urlsplit(draft.base_url).hostname or "") if draft is not None else ("wanted", "")


class _Failed(Exception):
    def __init__(self, model: str, reason: str) -> None:
        super().__init__(reason)
        self.model = model


def _wanted(by: Actor) -> tuple[str, int]:
    active = started().embeddings.wanted(by.org_id)
    if active is None:
        raise Conflict("There is no embedding model to test yet")
    return active.name, _asked(active.id, active.name, by)


def _asked(model: str, name: str, by: Actor) -> int:
    try:
        return len(started().embeddings.question(SENTENCE, model, by.org_id)) // _NUMBER
    except EmbedFailed as failure:
        raise _Failed(name, str(failure)) from None


def _drafted(draft: SourceDraft, by: Actor) -> tuple[str, int]:
    if draft.kind is SourceKind.LOCAL:
        known = next((one for one in started().embeddings.installed() if one.name == draft.model), None)
        if known is None:
            raise _Failed(draft.model, "is no model that was added on this machine")
        return draft.model, _asked(known.id, draft.model, by)
    feature = queries.feature(new_id(Source.prefix))
    key = draft.api_key or read_now(_kept_key, draft, by.org_id)
    server = queries.server(draft.kind, draft.base_url, draft.model, key, feature)
    egress = started().egress
    egress.permit(Rule.for_url(feature, server.base_url))
    try:
        return draft.model, len(Provider(server, egress).question(SENTENCE, SECONDS))
    except EmbedFailed as failure:
        raise _Failed(draft.model, str(failure)) from None
    finally:
        egress.replace(feature, ())


def _kept_key(draft: SourceDraft, org_id: str) -> str:
    row = queries.chosen(org_id)
    return queries.key_of(row) if row is not None and queries.is_same_host(row, draft) else ""
