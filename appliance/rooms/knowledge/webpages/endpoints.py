"""The door of web pages."""

from appliance.kernel.access import EDITOR, VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, WRITE, Door
from appliance.kernel.page import Page, PageAsk
from appliance.kernel.problem import Conflict, NotFound
from appliance.kernel.rate import KNOWLEDGE
from appliance.rooms.knowledge.webpages import actions, queries
from appliance.rooms.knowledge.webpages.events import WebpageAdded, WebpageChanged, WebpageRefreshed, WebpageRemoved
from appliance.rooms.knowledge.webpages.shapes import (
    AddressFilter,
    AddressView,
    RemovalFilter,
    WebpageDraft,
    WebpageFilter,
    WebpagePatch,
    WebpageView,
)
from appliance.rooms.knowledge.webpages.tables import Webpage

door = Door("webpages", about="Web pages, sites and site maps that are read into knowledge bases")

_ONE = "/api/webpages/{id:web}"
_FEATURE = "webpages"


@door.get("/api/webpages", access=VIEWER, mode=READ, feature=_FEATURE)
def list_webpages(where: WebpageFilter, page: PageAsk, actor: Actor) -> Page[WebpageView]:
    """List the web pages of the knowledge bases that I read."""
    return queries.webpages(where, page, seen_by=actor)


@door.post(
    "/api/webpages", access=EDITOR, mode=WRITE, feature=_FEATURE, rate=KNOWLEDGE, once=True, status=201,
    location="/api/webpages/{id}", errors=(NotFound, Conflict), can="knowledge:write", emits=(WebpageAdded,),
)  # fmt: skip
def add_webpage(draft: WebpageDraft, actor: Actor) -> WebpageView:
    """Add a page, a site or a site map to a knowledge base; it is fetched at once and then on its schedule.

    Only hosts that the administrator lists are fetched. Every page becomes a document whose passages link to it.
    """
    return _view(actions.add(draft, by=actor), actor)


@door.get(_ONE, access=VIEWER, mode=READ, feature=_FEATURE, target=queries.webpage)
def read_webpage(webpage: Webpage, actor: Actor) -> WebpageView:
    """Read a web page: how far it is, and how many of its addresses are in which state."""
    return _view(webpage, actor)


@door.get(f"{_ONE}/pages", access=VIEWER, mode=READ, feature=_FEATURE, target=queries.webpage)
def list_addresses(webpage: Webpage, where: AddressFilter, page: PageAsk) -> Page[AddressView]:
    """List the single addresses of a web page with their states and errors."""
    return queries.addresses(webpage, where, page)


@door.patch(
    _ONE, access=EDITOR, mode=WRITE, feature=_FEATURE, target=queries.webpage, can="knowledge:write",
    emits=(WebpageChanged,),
)  # fmt: skip
def change_webpage(webpage: Webpage, patch: WebpagePatch, actor: Actor) -> WebpageView:
    """Change the schedule or the bounds of a web page."""
    return _view(actions.change(webpage, patch, by=actor), actor)


@door.post(
    f"{_ONE}/refresh", access=EDITOR, mode=WRITE, feature=_FEATURE, rate=KNOWLEDGE, once=False, target=queries.webpage,
    can="knowledge:write", emits=(WebpageRefreshed,),
)  # fmt: skip
def refresh_webpage(webpage: Webpage, actor: Actor) -> WebpageView:
    """Fetch a web page again now; one that is being fetched goes on."""
    return _view(actions.refresh(webpage, by=actor), actor)


@door.delete(
    _ONE, access=EDITOR, mode=WRITE, feature=_FEATURE, target=queries.webpage, can="knowledge:write",
    emits=(WebpageRemoved,),
)  # fmt: skip
def remove_webpage(webpage: Webpage, where: RemovalFilter, actor: Actor) -> None:
    """Remove a web page and stop fetching it. Its documents go too, unless `?keep_documents=true`."""
    actions.remove(webpage, keep_documents=bool(where.value("keep_documents")), by=actor)


def _view(row: Webpage, actor: Actor) -> WebpageView:
    return queries.described([row], seen_by=actor)[0]
