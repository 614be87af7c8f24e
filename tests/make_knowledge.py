"""Factories of what grows out of knowledge bases: published ones, failed documents."""

from appliance.kernel import current
from appliance.kernel.actor import Actor
from appliance.rooms.chat.feedback.tables import Kind, Remark
from appliance.rooms.knowledge.collections import market
from appliance.rooms.knowledge.collections.market_shapes import PublicationDraft
from appliance.rooms.knowledge.collections.tables import Audience, Installation, KnowledgeBase
from appliance.rooms.knowledge.documents import rows
from appliance.rooms.knowledge.documents.tables import Document, State
from appliance.rooms.knowledge.quotas import Scope, Usage
from appliance.rooms.operations.purging.tables import Purge
from tests import make


def published_base(by: Actor) -> KnowledgeBase:
    """A base in the marketplace of its organisation."""
    base = make.base(by)
    current.actor.set(by)
    market.publish(base, PublicationDraft(), by=by)
    return base


def public_base(by: Actor) -> KnowledgeBase:
    """A base in everybody's marketplace."""
    base = make.base(by)
    current.actor.set(by)
    market.publish(base, PublicationDraft(audience=Audience.PUBLIC), by=by)
    return base


def failed_document(by: Actor, base: KnowledgeBase | None = None) -> Document:
    """A document that could not be read."""
    document = make.document(by, base)
    rows.move([document], State.FAILED, 0, ("empty", "The document holds no text."))
    return document


def installed_base(by: Actor, reader: Actor) -> KnowledgeBase:
    """A published base that somebody installed."""
    base = published_base(by)
    Installation.add(org_id=base.org_id, knowledge_base_id=base.id, user_id=reader.id)
    return base


def remark(by: Actor, base_id: str | None) -> Remark:
    """A question to which nothing was found."""
    answer = make.answer(by)
    place = {"message_id": answer.id, "conversation_id": answer.conversation_id}
    return Remark.add(org_id=by.org_id, knowledge_base_id=base_id, kind=Kind.UNANSWERED, question=make.CANARY, **place)


def purge(by: Actor) -> Purge:
    """A receipt of a purge."""
    return Purge.add(org_id=by.org_id)


def usage(by: Actor, scope: Scope) -> Usage:
    """What a base or a person keeps."""
    subject = make.base(by) if scope is Scope.BASE else make.user(by)
    return Usage.add(org_id=by.org_id, scope=scope, subject_id=subject.id, document_count=1, byte_count=9)
