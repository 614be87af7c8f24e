"""Writes what asking for an address brought: its state, its document, and where it leads. One unit an address."""

import hashlib
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from appliance.engines.parse import PARSER
from appliance.kernel import clock
from appliance.kernel.actor import Actor, Role
from appliance.kernel.event import emit
from appliance.kernel.problem import QuotaFull
from appliance.rooms.knowledge import documents
from appliance.rooms.knowledge.collections import KnowledgeBase
from appliance.rooms.knowledge.documents import Document, pushing
from appliance.rooms.knowledge.documents.tables import Source
from appliance.rooms.knowledge.ingest import actions as ingest
from appliance.rooms.knowledge.webpages import frontier, times
from appliance.rooms.knowledge.webpages.events import WebpageFetched
from appliance.rooms.knowledge.webpages.findings import Content, Found
from appliance.rooms.knowledge.webpages.frontier import MOST_HOPS, Ask, Led
from appliance.rooms.knowledge.webpages.tables import Kind, PageState, Progress, WebAddress, Webpage

MOST_MISSES, MOST_TRIES = 3, 3
_PLAIN_ID = 400
_WITHOUT = frozenset({
    PageState.REDIRECTED, PageState.ALIAS, PageState.DUPLICATE, PageState.NOINDEX, PageState.GONE,
})  # fmt: skip
"""States in which an address holds no document: its content is elsewhere, or not to be kept."""


def house(webpage: Webpage) -> Actor:
    """The house, acting for whoever added the web page."""
    return Actor(webpage.added_by, webpage.org_id, Role.ADMIN, kind="system")


def settle(ask: Ask, found: Found) -> int | None:
    """Write the finding; the answer is how long to wait before the next address, None when the reading is over.

    A reading that was ended in the meantime, and an address that was settled already, are left alone.
    """
    webpage = frontier.running(ask.webpage_id, ask.run)
    if webpage is None or KnowledgeBase.get_or_none(KnowledgeBase.id == webpage.knowledge_base_id) is None:
        return None
    row = WebAddress.get_or_none(WebAddress.id == ask.address_id)
    if row is None or row.seen_run >= ask.run:
        return 0
    if found.retry_ms and row.tries + 1 < MOST_TRIES:
        row.change(tries=row.tries + 1)
        return found.retry_ms
    found, left_out = _followed(webpage, row, _placed(webpage, row, found))
    try:
        counted = _counted(webpage, row, found)
    except QuotaFull:
        found, counted = Found(PageState.FAILED, "quota", found.status), None
    _keep(webpage, row, found, is_changed=counted == "changed")
    counts = {counted: getattr(webpage, counted) + 1} if counted else {}
    webpage.change(
        asked=webpage.asked + 1, left_out=webpage.left_out + left_out, **counts, **_named(webpage, row, found)
    )
    return 0


def _placed(webpage: Webpage, row: WebAddress, found: Found) -> Found:
    """The finding in the light of all that is known of the web page."""
    if found.state is PageState.REDIRECTED and row.hops >= MOST_HOPS:
        return Found(PageState.FAILED, "redirect_loop", found.status)
    if found.state is PageState.MISSING and row.misses + 1 >= MOST_MISSES:
        return replace(found, state=PageState.GONE)
    if found.content is None:
        return found
    target = found.target
    if target and frontier.in_scope(webpage, target) and not frontier.points_to(webpage, target, row.url):
        return replace(found, state=PageState.ALIAS, content=None)
    if frontier.holder(webpage, row.url) is not None:
        return replace(found, state=PageState.DUPLICATE, content=None, target=None)
    return replace(found, target=None)


def _followed(webpage: Webpage, row: WebAddress, found: Found) -> tuple[Found, int]:
    """Take in where the finding leads; a redirect away from the host ends there, but for the very first."""
    if found.state in (PageState.REDIRECTED, PageState.ALIAS) and found.target:
        hops = row.hops + (found.state is PageState.REDIRECTED)
        led = Led((found.target,), depth=row.depth, hops=hops, is_sitemap=row.is_sitemap)
        if found.state is PageState.REDIRECTED and not frontier.in_scope(webpage, found.target):
            if not _begins(webpage, row):
                return Found(PageState.FAILED, "off_site", found.status, target=found.target), 0
            webpage.change(host=urlsplit(found.target).netloc)
        row.change(state=found.state)  # it no longer takes a place among the pages
        return found, frontier.discover(webpage, led, anywhere=_begins(webpage, row))
    led = Led(found.links, is_sitemap=found.leads_to_sitemaps)
    if row.is_sitemap:
        spared = frontier.spare(webpage, found.changed_by)
        webpage.change(not_modified=webpage.not_modified + spared)
        return found, frontier.discover(webpage, frontier.deeper(led, row)) + found.beyond
    left_out = 0
    if webpage.kind is Kind.SITE and row.url == webpage.url and webpage.depth > 0:
        left_out = frontier.discover_sitemaps(webpage, found.sitemaps)
    if webpage.kind is Kind.SITE and row.depth < webpage.depth:
        left_out += frontier.discover(webpage, frontier.deeper(led, row))
    return found, left_out


def _begins(webpage: Webpage, row: WebAddress) -> bool:
    """Whether this is the address that was asked for, or one that it was redirected to."""
    led_here = row.depth == 0 and row.hops > 0 and not row.is_sitemap
    return row.url == webpage.url or (led_here and webpage.kind is not Kind.SITEMAP)


def _counted(webpage: Webpage, row: WebAddress, found: Found) -> str | None:
    """Write the document. The answer names the count that this is one of."""
    if found.not_modified:
        return "not_modified"
    if found.content is not None:
        return _put(webpage, row, found.content)
    if found.state in _WITHOUT:
        drop(webpage, row)
    return None


def _put(webpage: Webpage, row: WebAddress, content: Content) -> str:
    pushed = pushing.Pushed(
        external_id=_external_id(row.url),
        title=content.title,
        text=content.text,
        sha256=content.sha256,
        marks=content.marks,
        metadata={"url": row.url},
        updated_at=clock.now_ms(),
        source=Source.WEB,
        media_type=content.media_type,
        parser=PARSER,
    )
    ((document, outcome),) = ingest.push(webpage.knowledge_base_id, [pushed], by=house(webpage))
    row.change(document_id=document.id)
    return "unchanged" if outcome is pushing.Outcome.UNCHANGED else "changed"


def _external_id(url: str) -> str:
    return f"web:{url}" if len(url) < _PLAIN_ID else f"web:{hashlib.sha256(url.encode()).hexdigest()}"


def drop(webpage: Webpage, row: WebAddress) -> None:
    """Remove the document of an address, if there is one."""
    document_id = row.document_id
    row.change(document_id=None)
    document = Document.get_or_none(Document.id == document_id) if document_id else None
    if document is not None:
        documents.remove_document(document, by=house(webpage))


def _keep(webpage: Webpage, row: WebAddress, found: Found, *, is_changed: bool) -> None:
    now = clock.now_ms()
    facts: dict[str, Any] = {
        "state": PageState.SITEMAP if found.not_modified and row.is_sitemap else found.state,
        "error_code": found.code, "http_status": found.status, "target": found.target, "seen_run": webpage.run,
        "tries": 0, "fetched_at": now, "misses": row.misses + 1 if found.state is PageState.MISSING else 0,
    }  # fmt: skip
    if found.content is not None or found.state is PageState.SITEMAP:
        facts |= {"etag": found.etag, "last_modified": found.last_modified}
    if found.content is not None:
        facts |= {"title": found.content.title} | ({"changed_at": now} if is_changed else {})
    row.change(**facts)


def _named(webpage: Webpage, row: WebAddress, found: Found) -> dict[str, str]:
    is_first = found.content is not None and (row.url == webpage.url or not webpage.title)
    return {"title": found.content.title} if is_first and found.content else {}


def finish(webpage_id: str, run: int) -> None:
    """End a reading in which nothing is left to ask for."""
    webpage = frontier.running(webpage_id, run)
    if webpage is None:
        return
    rows = WebAddress.select().where(WebAddress.webpage_id == webpage.id)
    holds = rows.where(WebAddress.document_id.is_null(False)).exists()
    wrong = rows.where(WebAddress.error_code.is_null(False)).order_by(WebAddress.depth, WebAddress.id).first()
    has_failed = not holds and wrong is not None
    now = clock.now_ms()
    webpage.change(
        state=Progress.FAILED if has_failed else Progress.READY,
        error_code=wrong.error_code if has_failed else None,
        finished_at=now,
        next_at=times.next_at(webpage, now),
    )
    emit(WebpageFetched(webpage.org_id, webpage.id, webpage.state, webpage.asked, webpage.changed))
