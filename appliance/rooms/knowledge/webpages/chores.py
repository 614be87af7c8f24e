"""What goes on by itself: readings that come due, and clearing away what removed web pages held."""

from appliance.kernel import clock
from appliance.kernel.actor import system
from appliance.kernel.job import Lane, Recurring, job
from appliance.kernel.problem import NotFound
from appliance.rooms.knowledge import documents
from appliance.rooms.knowledge.documents import Document
from appliance.rooms.knowledge.webpages import queries, readings
from appliance.rooms.knowledge.webpages.tables import WebAddress
from appliance.store.database import read_now, write_now

AT_ONCE = 20


@job(Lane.QUICK)
def begin_due() -> None:
    """Begin to read what has come due."""
    for webpage_id in read_now(queries.due_ids, clock.now_ms(), AT_ONCE):
        write_now(readings.begin_again, webpage_id)


@job(Lane.QUICK)
def renew(base_id: str) -> None:
    """Begin to read those web pages of a base again of which an older parser read a document."""
    for webpage_id in read_now(queries.outdated_ids, base_id):
        write_now(readings.begin_again, webpage_id)


@job(Lane.QUICK)
def forget(webpage_id: str, keep_documents: bool) -> None:
    """Clear away what a removed web page held."""
    while not keep_documents and (held := read_now(queries.document_ids, webpage_id, AT_ONCE)):
        write_now(_clear, held)
    write_now(_forget, webpage_id)


def _clear(document_ids: list[str]) -> None:
    rows = {row.document_id: row for row in WebAddress.select().where(WebAddress.document_id.in_(document_ids))}
    found = {row.id: row for row in Document.select().where(Document.id.in_(document_ids))}
    for document_id, row in rows.items():
        row.change(document_id=None)
        if document_id in found:
            _remove(found[document_id], row)


def _remove(document: Document, row: WebAddress) -> None:
    try:
        documents.remove_document(document, by=system(row.org_id))
    except NotFound:  # its base is gone, and documents go with their base
        return


def _forget(webpage_id: str) -> None:
    WebAddress.delete().where(WebAddress.webpage_id == webpage_id).execute()


READ_DUE = Recurring("webpages.begin_due", begin_due, seconds=60)
