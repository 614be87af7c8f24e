"""When a base goes, its web pages go; a document that was taken out by hand is not fetched again.

A generation that begins to be built has pages read again that an older parser read.
"""

from appliance.kernel.job import enqueue
from appliance.kernel.room import Listener
from appliance.rooms.knowledge.collections.events import BaseRemoved
from appliance.rooms.knowledge.documents.events import DocumentRemoved
from appliance.rooms.knowledge.webpages import actions, chores
from appliance.rooms.knowledge.webpages.tables import PageState, WebAddress
from appliance.store.ledger import Entry


def _forget_base(entry: Entry) -> None:
    actions.forget_base((entry.data or {})["knowledge_base_id"])


def _leave_out(entry: Entry) -> None:
    row = WebAddress.get_or_none(WebAddress.document_id == (entry.data or {})["document_id"])
    if row is not None:
        row.change(document_id=None, state=PageState.REMOVED, error_code=None)


def _read_again(entry: Entry) -> None:
    enqueue(chores.renew, key=(base_id := (entry.data or {})["knowledge_base_id"]), base_id=base_id)


FORGET_BASES = Listener("webpages.forget_bases", (BaseRemoved.event_name,), _forget_base)
LEAVE_OUT = Listener("webpages.leave_out", (DocumentRemoved.event_name,), _leave_out)
READ_AGAIN = Listener("webpages.read_again", ("GenerationBegun",), _read_again)
