"""Web pages that an actor may see: those of the bases whose documents they may read."""

from collections.abc import Sequence
from typing import Any

from peewee import fn

from appliance.engines.parse import PARSER
from appliance.kernel.actor import Actor
from appliance.kernel.page import Page, PageAsk
from appliance.rooms.knowledge import collections
from appliance.rooms.knowledge.documents import pipeline
from appliance.rooms.knowledge.webpages.shapes import AddressFilter, AddressView, WebpageFilter, WebpageView
from appliance.rooms.knowledge.webpages.tables import PageState, Progress, WebAddress, Webpage
from appliance.store.listing import tuples
from appliance.store.paging import found, paged

OUT = (PageState.REMOVED, PageState.GONE)
"""Addresses that no reading asks for; one that is gone comes back when a page links to it again."""
_TOGETHER = 500


def webpage(id: str, *, seen_by: Actor) -> Webpage:
    """The web page, or 404."""
    row: Webpage = found(_visible(seen_by).where(Webpage.id == id), "Web page")
    return row


def webpages(where: WebpageFilter, page: PageAsk, *, seen_by: Actor) -> Page[WebpageView]:
    """Every web page that the actor may see."""
    rows = paged(_visible(seen_by), Webpage, where, page)
    views = dict(zip((row.id for row in rows.data), described(rows.data, seen_by=seen_by), strict=True))
    return rows.map(lambda row: views[row.id])


def described(rows: Sequence[Webpage], *, seen_by: Actor) -> list[WebpageView]:
    """Views of web pages with their counts."""
    bases = {id_: collections.base(id_, seen_by=seen_by) for id_ in {row.knowledge_base_id for row in rows}}
    may = {id_: ["knowledge:write"] if collections.may_write(base, seen_by) else [] for id_, base in bases.items()}
    return [_view(row, may[row.knowledge_base_id]) for row in rows]


def _view(row: Webpage, can: list[str]) -> WebpageView:
    of_page = WebAddress.webpage_id == row.id
    states: Any = WebAddress.select(WebAddress.state, fn.COUNT(WebAddress.id), fn.COUNT(WebAddress.document_id))
    counted = {state: (pages, held) for state, pages, held in states.where(of_page).group_by(WebAddress.state).tuples()}
    waiting = WebAddress.select().where(of_page & (WebAddress.seen_run < row.run) & WebAddress.state.not_in(OUT))
    return WebpageView.of(
        row,
        pages_by_state={str(state): pages for state, (pages, _) in counted.items()},
        document_count=sum(held for _, held in counted.values()),
        waiting=waiting.count() if row.state is Progress.FETCHING else 0,
        can=can,
    )


def addresses(row: Webpage, where: AddressFilter, page: PageAsk) -> Page[AddressView]:
    """The single addresses of a web page and what became of them."""
    rows: Any = WebAddress.select().where(WebAddress.webpage_id == row.id)
    return paged(rows, WebAddress, where, page).map(AddressView.from_row)


def may_see(actor: Actor, id: str) -> bool:
    """Whether `live` may tell the actor of this web page."""
    return bool(_visible(actor).where(Webpage.id == id).exists())


def due_ids(now: int, most: int) -> list[str]:
    """Web pages whose next reading has come due."""
    due = (Webpage.next_at <= now) & (Webpage.state != Progress.FETCHING)
    rows: Any = Webpage.select(Webpage.id).where(due).order_by(Webpage.next_at).limit(most)
    return [id_ for (id_,) in rows.tuples()]


def outdated(document_ids: Sequence[str]) -> set[str]:
    """Those of the documents that an older parser read: their pages are asked for as if they were new."""
    some = (document_ids[at : at + _TOGETHER] for at in range(0, len(document_ids), _TOGETHER))
    return {id_ for ids in some for id_ in pipeline.among_outdated(ids, PARSER)}


def outdated_ids(base_id: str) -> list[str]:
    """Web pages of a base of which an older parser read a document."""
    held = (WebAddress.knowledge_base_id == base_id) & WebAddress.document_id.is_null(False)
    rows = list(tuples(WebAddress.select(WebAddress.webpage_id, WebAddress.document_id).where(held)))
    old = outdated([document_id for _, document_id in rows])
    return sorted({webpage_id for webpage_id, document_id in rows if document_id in old})


def document_ids(webpage_id: str, most: int) -> list[str]:
    """Documents that a web page still holds."""
    held = (WebAddress.webpage_id == webpage_id) & WebAddress.document_id.is_null(False)
    return [id_ for (id_,) in tuples(WebAddress.select(WebAddress.document_id).where(held))][:most]


def _visible(actor: Actor) -> Any:
    theirs = Webpage.knowledge_base_id.in_(collections.visible_ids(actor))
    return Webpage.select().where((Webpage.org_id == actor.org_id) & theirs)
