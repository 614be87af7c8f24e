"""Factories of what grows out of knowledge bases: published ones, failed documents."""

import hashlib

from appliance.kernel import current
from appliance.kernel.actor import Actor
from appliance.kernel.visit import Upload
from appliance.rooms.chat.feedback.tables import Kind, Remark
from appliance.rooms.knowledge.collections import market
from appliance.rooms.knowledge.collections.market_shapes import PublicationDraft
from appliance.rooms.knowledge.collections.tables import Audience, Installation, KnowledgeBase
from appliance.rooms.knowledge.documents import actions as documents
from appliance.rooms.knowledge.documents import rows
from appliance.rooms.knowledge.documents.shapes import UploadFacts
from appliance.rooms.knowledge.documents.tables import Document, State
from appliance.rooms.knowledge.folders import WatchedFile, WatchedFolder
from appliance.rooms.knowledge.folders.tables import FileState
from appliance.rooms.knowledge.quotas import Scope, Usage
from appliance.rooms.operations.purging.tables import Purge
from appliance.store import opened
from tests import make


def published_base(by: Actor) -> KnowledgeBase:
    """A base in the marketplace of its organisation."""
    base = make.base(by)
    current.actor.set(by)
    market.publish(base, PublicationDraft(), by=by)
    return base


def watched_folder(by: Actor) -> WatchedFolder:
    """A folder that the settings name, and that is not there."""
    current.actor.set(by)
    return WatchedFolder.add(
        org_id=by.org_id, name=make.name_of("Folder"), path=f"/srv/{make.CANARY}/{next(make.numbers)}", counts={}
    )


def watched_file(folder_id: str) -> WatchedFile:
    """One more file of a watched folder."""
    return WatchedFile.add(
        org_id="", folder_id=folder_id, path=f"{make.CANARY}/{next(make.numbers)}.txt", size=9, mtime_ns=10**18,
        state=FileState.GROWING,
    )  # fmt: skip


def public_base(by: Actor) -> KnowledgeBase:
    """A base in everybody's marketplace."""
    base = make.base(by)
    current.actor.set(by)
    market.publish(base, PublicationDraft(audience=Audience.PUBLIC), by=by)
    return base


_PAGE = b"BT /F1 11 Tf 20 60 Td (The quiet ferry leaves at nine.) Tj ET"
PDF = (
    b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 100]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>endobj "
    b"4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj "
    b"5 0 obj<</Length %d>>stream\n%s\nendstream endobj trailer<</Root 1 0 R>>\n%%%%EOF" % (len(_PAGE), _PAGE)
)
"""A page of one line; it lies in the store of every test of the house."""
PDF_SHA256 = hashlib.sha256(PDF).hexdigest()


def failed_document(by: Actor, base: KnowledgeBase | None = None) -> Document:
    """A document that could not be read."""
    document = make.document(by, base)
    rows.move([document], State.FAILED, 0, ("empty", "The document holds no text."))
    return document


def pdf_document(by: Actor, base: KnowledgeBase) -> Document:
    """A document whose file is a PDF of one page; it waits to be read."""
    current.actor.set(by)
    upload = Upload(
        opened().files.path(PDF_SHA256), f"{make.name_of('page')}.pdf", "application/pdf", len(PDF), PDF_SHA256
    )
    row = documents.add_upload(base, upload, UploadFacts(), by=by)[0]
    rows.move([row], State.READY, 100)
    return row


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
