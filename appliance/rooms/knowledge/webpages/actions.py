"""What people do with web pages: add one, change its schedule and bounds, have it read again, remove it."""

from urllib.parse import urlsplit

from appliance.kernel import clock
from appliance.kernel.actor import Actor
from appliance.kernel.event import emit
from appliance.kernel.job import enqueue
from appliance.kernel.problem import Conflict
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.webpages import chores, policy, readings, times
from appliance.rooms.knowledge.webpages.events import WebpageAdded, WebpageChanged, WebpageRefreshed, WebpageRemoved
from appliance.rooms.knowledge.webpages.shapes import WebpageDraft, WebpagePatch
from appliance.rooms.knowledge.webpages.tables import Progress, WebAddress, Webpage


def add(draft: WebpageDraft, *, by: Actor) -> Webpage:
    """Have a web page read into a base; Conflict when the base has this address already."""
    base = collections.base(draft.knowledge_base_id, seen_by=by)
    collections.require("knowledge:write", base, by=by)
    policy.require_listed(draft.url)
    same = (Webpage.knowledge_base_id == base.id) & (Webpage.url == draft.url)
    if (present := Webpage.get_or_none(same)) is not None:
        raise Conflict("This address is read into the knowledge base already", details={"id": present.id})
    host = urlsplit(draft.url).netloc
    row = Webpage.add(org_id=base.org_id, host=host, added_by=by.id, **draft.fields())
    emit(WebpageAdded(row.org_id, row.id, base.id, row.kind, host))
    readings.begin(row)
    return row


def change(row: Webpage, patch: WebpagePatch, *, by: Actor) -> Webpage:
    """Change what was sent."""
    _require(row, by)
    changes = {name: value for name, value in patch.sent().items() if getattr(row, name) != value}
    if changes:
        row.change(**changes)
        if changes.keys() - {"schedule"}:  # a page that says "not modified" would hide the links that now count
            WebAddress.update(etag=None, last_modified=None).where(WebAddress.webpage_id == row.id).execute()
        if "schedule" in changes and row.state is not Progress.FETCHING:
            row.change(next_at=times.next_at(row, row.finished_at or clock.now_ms()))
        emit(WebpageChanged(row.org_id, row.id, tuple(sorted(changes))))
    return row


def refresh(row: Webpage, *, by: Actor) -> Webpage:
    """Have it read again now; one that is being read goes on."""
    _require(row, by)
    if row.state is not Progress.FETCHING:
        readings.begin(row)
        emit(WebpageRefreshed(row.org_id, row.id))
    return row


def remove(row: Webpage, *, keep_documents: bool, by: Actor) -> None:
    """End the reading and forget the web page. Its documents go with it unless they are to be kept."""
    _require(row, by)
    row.remove()
    emit(WebpageRemoved(row.org_id, row.id, keep_documents))
    enqueue(chores.forget, key=row.id, webpage_id=row.id, keep_documents=keep_documents)


def forget_base(base_id: str) -> None:
    """Forget the web pages of a base that is gone; its documents are cleared away by themselves."""
    for row in list(Webpage.select().where(Webpage.knowledge_base_id == base_id)):
        WebAddress.delete().where(WebAddress.webpage_id == row.id).execute()
        row.remove()


def _require(row: Webpage, by: Actor) -> None:
    base = collections.base(row.knowledge_base_id, seen_by=by)
    collections.require("knowledge:write", base, by=by)
