"""Factories of what grows out of knowledge bases: published ones, failed documents."""

from appliance.kernel import current
from appliance.kernel.actor import Actor
from appliance.rooms.knowledge.collections import market
from appliance.rooms.knowledge.collections.market_shapes import PublicationDraft
from appliance.rooms.knowledge.collections.tables import Installation, KnowledgeBase
from tests import make


def published_base(by: Actor) -> KnowledgeBase:
    """A base in the marketplace of its organisation."""
    base = make.base(by)
    current.actor.set(by)
    market.publish(base, PublicationDraft(), by=by)
    return base


def installed_base(by: Actor, reader: Actor) -> KnowledgeBase:
    """A published base that somebody installed."""
    base = published_base(by)
    Installation.add(org_id=base.org_id, knowledge_base_id=base.id, user_id=reader.id)
    return base
