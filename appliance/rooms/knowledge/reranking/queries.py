"""Reads of the reranking server that is in force."""

from dataclasses import replace
from urllib.parse import urlsplit

from appliance.engines import started
from appliance.engines.rerank import FEATURE, RerankServer
from appliance.kernel.actor import Actor
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.embedding import keyed
from appliance.rooms.knowledge.reranking.shapes import RerankDraft, RerankingView, RerankView
from appliance.rooms.knowledge.reranking.tables import RerankSource


def standing(*, seen_by: Actor) -> RerankingView:
    """Who judges, who says so, and for how many bases."""
    running, row = started().reranking, chosen(seen_by.org_id)
    wanted = running.wanted(seen_by.org_id)
    said_by = "environment" if running.is_said else "organisation" if row is not None else "nobody"
    return RerankingView(
        said_by=said_by, name=wanted.name if wanted is not None else None, seconds=running.said.seconds,
        bases=collections.reranked_count(seen_by.org_id), source=view(row) if row is not None else None,
    )  # fmt: skip


def chosen(org_id: str) -> RerankSource | None:
    """What the administrators of an organisation chose, or None."""
    row: RerankSource | None = RerankSource.get_or_none(RerankSource.org_id == org_id)
    return row


def view(row: RerankSource) -> RerankView:
    """A server as administrators see it."""
    return RerankView(url=row.url, model=row.model, has_key=row.sealed is not None, updated_at=row.updated_at)


def key_for(draft: RerankDraft, row: RerankSource | None) -> str:
    """The key that comes with a draft, else the one that is kept for its address and never for another."""
    if draft.api_key or row is None or row.url != draft.url:
        return draft.api_key or ""
    return keyed.unseal(row.sealed, about(row))


def about(row: RerankSource) -> str:
    """What its key is sealed for."""
    return f"reranking server {row.id}"


def feature(source_id: str) -> str:
    """The name under which it passes the egress door."""
    return f"{FEATURE}.{source_id}"


def host(url: str) -> str:
    """The host of an address, for the ledger."""
    return urlsplit(url).hostname or ""


def server(url: str, model: str, key: str, feature_: str) -> RerankServer:
    """How the engine reaches it; it waits and trusts as the environment says."""
    return replace(started().reranking.said, url=url, model=model, api_key=key, feature=feature_)


def servers() -> dict[str, RerankServer]:
    """What every organisation chose, for the engine."""
    return {
        row.org_id: server(row.url, row.model, keyed.unseal(row.sealed, about(row)), feature(row.id))
        for row in RerankSource.select()
    }
