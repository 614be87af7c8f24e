"""What is still to be asked for. It lies in the database alone, so that a reading goes on where a crash cut it off."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from appliance.engines.web.addresses import is_endless, without_query
from appliance.rooms.knowledge.webpages.queries import OUT, outdated
from appliance.rooms.knowledge.webpages.tables import Kind, PageState, Progress, WebAddress, Webpage
from appliance.store.listing import count, tuples

MOST_VARIANTS = 25
"""Addresses of one place that differ in their query alone: calendars and filters have no end."""
MOST_HOPS = 5
_ROOM_BESIDE = 50
_TOGETHER = 500
_UNCOUNTED = (PageState.REDIRECTED, PageState.ALIAS)


@dataclass(frozen=True, slots=True)
class Ask:
    """One address to ask for, with all that the request needs to know."""

    address_id: str
    webpage_id: str
    run: int
    url: str
    is_sitemap: bool
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class Led:
    """Where an answer leads: normal addresses, and what they are to us."""

    addresses: tuple[str, ...] = ()
    depth: int = 0
    hops: int = 0
    is_sitemap: bool = False


def running(webpage_id: str, run: int) -> Webpage | None:
    """The web page while this reading of it goes on."""
    row = Webpage.get_or_none(Webpage.id == webpage_id)
    return row if row is not None and row.run == run and row.state is Progress.FETCHING else None


def next_ask(webpage_id: str, run: int) -> Ask | None:
    """The address that is next in this reading: site maps first, then the nearest."""
    if running(webpage_id, run) is None:
        return None
    row = next_address(webpage_id, run)
    if row is None:
        return None
    holds = row.is_sitemap or (row.document_id is not None and not outdated([row.document_id]))
    etag, last_modified = (row.etag, row.last_modified) if holds else (None, None)
    return Ask(row.id, webpage_id, run, row.url, row.is_sitemap, etag, last_modified)


def next_address(webpage_id: str, run: int) -> WebAddress | None:
    """Its row."""
    waits = (WebAddress.webpage_id == webpage_id) & (WebAddress.seen_run < run) & WebAddress.state.not_in(OUT)
    rows = WebAddress.select().where(waits).order_by(WebAddress.depth, WebAddress.id).limit(1)
    row: WebAddress | None = rows.first()
    return row


def add(webpage: Webpage, urls: Iterable[str], led: Led) -> None:
    """Put addresses into the frontier that are not there yet."""
    facts = {
        "org_id": webpage.org_id, "webpage_id": webpage.id, "knowledge_base_id": webpage.knowledge_base_id,
        "depth": led.depth, "hops": led.hops, "is_sitemap": led.is_sitemap, "seen_run": max(webpage.run - 1, 0),
    }  # fmt: skip
    WebAddress.add_many(facts | {"url": url, "place": without_query(url)} for url in urls)


def discover(webpage: Webpage, led: Led, *, anywhere: bool = False) -> int:
    """Take in what an answer leads to; the answer counts what lies beyond the limits. `anywhere`: on any host."""
    wanted = [url for url in led.addresses if anywhere or in_scope(webpage, url)]
    known = _known(webpage, wanted)
    back = [url for url in wanted if known.get(url) is PageState.GONE]
    if back:
        again = (WebAddress.webpage_id == webpage.id) & WebAddress.url.in_(back) & (WebAddress.seen_run < webpage.run)
        WebAddress.update(state=PageState.QUEUED, misses=0, seen_run=webpage.run - 1).where(again).execute()
    new = [url for url in wanted if url not in known]
    taken = _within(webpage, new, led)
    add(webpage, taken, led)
    return len(new) - len(taken)


def discover_sitemaps(webpage: Webpage, urls: Iterable[str]) -> int:
    """Take in the site maps of a site, which lie on its host, under whatever path; they count as the page does."""
    here = tuple(url for url in urls if urlsplit(url).netloc == webpage.host)
    return discover(webpage, Led(here, is_sitemap=True), anywhere=True)


def spare(webpage: Webpage, changed_by: Mapping[str, int]) -> int:
    """Count as read those addresses that a site map says were not changed since we read them; how many these are."""
    if not changed_by:
        return 0
    stored = (WebAddress.webpage_id == webpage.id) & (WebAddress.state == PageState.STORED)
    waits = (WebAddress.seen_run < webpage.run) & WebAddress.document_id.is_null(False)
    columns = (WebAddress.id, WebAddress.url, WebAddress.fetched_at, WebAddress.document_id)
    known = list(tuples(WebAddress.select(*columns).where(stored & waits)))
    old = outdated([document_id for *_, document_id in known])
    same = [id_ for id_, url, at, held in known if changed_by.get(url, at) < at and held not in old]
    for at in range(0, len(same), _TOGETHER):
        WebAddress.update(seen_run=webpage.run).where(WebAddress.id.in_(same[at : at + _TOGETHER])).execute()
    return len(same)


def in_scope(webpage: Webpage, url: str) -> bool:
    """Whether an address lies on the host and under the paths that the web page is about."""
    parts = urlsplit(url)
    if parts.netloc != webpage.host or any(parts.path.startswith(prefix) for prefix in webpage.exclude):
        return False
    return not webpage.include or any(parts.path.startswith(prefix) for prefix in webpage.include)


def _known(webpage: Webpage, urls: list[str]) -> dict[str, PageState]:
    rows: Any = WebAddress.select(WebAddress.url, WebAddress.state)
    these = rows.where((WebAddress.webpage_id == webpage.id) & WebAddress.url.in_(urls))
    return {url: PageState(state) for url, state in these.tuples()} if urls else {}


def _within(webpage: Webpage, urls: list[str], led: Led) -> list[str]:
    """The addresses for which there is room. Redirected ones make room again, within reason."""
    of_page = WebAddress.webpage_id == webpage.id
    every = count(WebAddress.select().where(of_page))
    counts = of_page & WebAddress.state.not_in(_UNCOUNTED) & (WebAddress.is_sitemap == False)  # noqa: E712 -- SQL
    limit = 1 if webpage.kind is Kind.PAGE else webpage.page_limit
    room = limit - count(WebAddress.select().where(counts))
    room = min(_ROOM_BESIDE if led.is_sitemap else room, 2 * limit + _ROOM_BESIDE - every)
    variants: dict[str, int] = {}
    taken: list[str] = []
    for url in urls:
        if len(taken) >= room:
            break
        place = without_query(url)
        if place not in variants:
            variants[place] = count(WebAddress.select().where(of_page & (WebAddress.place == place)))
        variants[place] += 1
        if not is_endless(url) and (variants[place] <= MOST_VARIANTS or place == url):
            taken.append(url)
    return taken


def holder(webpage: Webpage, url: str) -> str | None:
    """Another web page of the same base that holds this address already."""
    others = (WebAddress.knowledge_base_id == webpage.knowledge_base_id) & (WebAddress.url == url)
    held = others & (WebAddress.webpage_id != webpage.id) & WebAddress.document_id.is_null(False)
    return next((id_ for (id_,) in tuples(WebAddress.select(WebAddress.webpage_id).where(held))), None)


def points_to(webpage: Webpage, url: str, target: str) -> bool:
    """Whether an address is known to be only another name of `target`."""
    these = (WebAddress.webpage_id == webpage.id) & (WebAddress.url == url) & (WebAddress.target == target)
    return bool(WebAddress.select().where(these & WebAddress.state.in_(_UNCOUNTED)).exists())


def deeper(led: Led, row: WebAddress) -> Led:
    """The same, one link further from where the reading began."""
    return replace(led, depth=row.depth + 1)
