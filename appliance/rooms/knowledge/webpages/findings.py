"""What asking for one address brought, before anything of it is written. No unit is open here."""

import asyncio
import hashlib
import tempfile
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import orjson

from appliance import config
from appliance.engines import started
from appliance.engines.parse import Parsed, ParseFailed
from appliance.engines.web import addresses, robots, sitemaps
from appliance.engines.web.fetching import PAGES, SITEMAPS, Fetched, FetchFailed, Visitor
from appliance.kernel import clock
from appliance.rooms.knowledge.webpages.frontier import Ask
from appliance.rooms.knowledge.webpages.manners import MOST_RETRY_MS, manners
from appliance.rooms.knowledge.webpages.tables import PageState

_NAMES = {
    "text/html": "page.html", "application/xhtml+xml": "page.html", "application/pdf": "page.pdf",
    "text/plain": "page.txt", "text/markdown": "page.md",
}  # fmt: skip
_OK, _NOT_MODIFIED, _REDIRECTS, _MISSING, _LATER = 200, 304, range(300, 400), (404, 410), (429, 503)
_UNSAID = frozenset({"timeout", "broken"})
"""A robots.txt that was not answered as it should shuts its host; other failures are those of the page as well."""
MOST_LINKS = 10_000
"""Links of one answer that are looked at; no web page has room for more."""
_SHORT, _LONGEST_HEADING = 1_000, 500
_readers = ThreadPoolExecutor(2, thread_name_prefix="web-pages")


@dataclass(frozen=True, slots=True)
class Content:
    """The text of a page, as `pushing` takes it."""

    text: str
    sha256: str
    marks: tuple[dict[str, Any], ...]
    title: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Found:
    """What became of an address. `not_modified` and `content` exclude each other."""

    state: PageState
    code: str | None = None
    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    target: str | None = None
    links: tuple[str, ...] = ()
    beyond: int = 0  # links that were too many to look at
    content: Content | None = None
    not_modified: bool = False
    leads_to_sitemaps: bool = False
    sitemaps: tuple[str, ...] = ()
    """Site maps that robots.txt names."""
    changed_by: Mapping[str, int] = field(default_factory=dict)
    """Until when, in milliseconds, the addresses of a site map were changed, where it says so."""
    retry_ms: int = 0


async def look(ask: Ask) -> Found | None:
    """Ask for the address as politely as its host wants it; None when this turn went to its robots.txt."""
    ca_file = config.in_force().web_ca_file
    visitor = Visitor(started().egress, str(ca_file) if ca_file else None)
    origin = addresses.origin(ask.url)
    known = manners.robots(origin)
    if known is None:
        return await _learn(visitor, origin)
    if not known.allows(addresses.path(ask.url)):
        is_shut = known is robots.SHUT
        return Found(PageState.DISALLOWED, "robots_unreachable" if is_shut else "robots_disallowed")
    try:
        answer = await visitor.fetch(ask.url, SITEMAPS if ask.is_sitemap else PAGES, _conditions(ask))
    except FetchFailed as failure:
        return Found(PageState.FAILED, failure.code)
    found = await _judged(ask, answer)
    return replace(found, sitemaps=_normal(known.sitemaps, ask.url)) if known.sitemaps else found


async def _learn(visitor: Visitor, origin: str) -> Found | None:
    try:
        manners.learn(origin, await visitor.robots(origin))
    except FetchFailed as failure:
        if failure.code not in _UNSAID:
            return Found(PageState.FAILED, failure.code)
        manners.learn(origin, robots.SHUT)
    return None


def _conditions(ask: Ask) -> dict[str, str]:
    told = {"if-none-match": ask.etag, "if-modified-since": ask.last_modified}
    return {name: value for name, value in told.items() if value}


async def _judged(ask: Ask, answer: Fetched) -> Found:
    status = answer.status
    if status == _OK:
        return await asyncio.get_running_loop().run_in_executor(_readers, _read, ask, answer)
    if status == _NOT_MODIFIED:
        return Found(PageState.STORED, status=status, not_modified=True)
    if status in _REDIRECTS:
        return _redirected(ask, answer)
    if status in _MISSING:
        return Found(PageState.MISSING, f"http_{status}", status)
    retry_ms = _retry_ms(answer.headers.get("retry-after", "")) if status in _LATER else 0
    return Found(PageState.FAILED, f"http_{status}", status, retry_ms=retry_ms)


def _redirected(ask: Ask, answer: Fetched) -> Found:
    try:
        target = addresses.normal(answer.headers.get("location", ""), ask.url)
    except addresses.BadAddress:
        return Found(PageState.FAILED, "bad_redirect", answer.status)
    if target == ask.url:
        return Found(PageState.FAILED, "redirect_loop", answer.status)
    if ask.url.startswith("https:") and not target.startswith("https:"):
        return Found(PageState.FAILED, "insecure_redirect", answer.status)
    return Found(PageState.REDIRECTED, status=answer.status, target=target)


def _retry_ms(told: str) -> int:
    """How long a server asks us to wait (RFC 9110 section 10.2.3), at most ten minutes; one minute when it does not."""
    if told.isascii() and told.isdigit():
        return min(int(told[:9]) * clock.SECOND, MOST_RETRY_MS) or 1
    try:
        at = parsedate_to_datetime(told).timestamp() * 1000
    except ValueError:
        return clock.MINUTE
    return round(min(max(at - clock.now_ms(), 1), MOST_RETRY_MS))


def _read(ask: Ask, answer: Fetched) -> Found:
    """Read a whole answer, on a thread. The parser of pages runs in the sandbox."""
    if ask.is_sitemap:
        return _sitemap(ask, answer)
    kind = answer.media_type.partition(";")[0].strip().lower()
    try:
        parsed = _parsed(answer, _NAMES[kind])
    except ParseFailed as failure:
        return Found(PageState.FAILED, failure.code, _OK)
    words = _words(answer, parsed)
    follows = parsed.web is not None and not words & {"nofollow", "none"}
    found = {
        "status": _OK, "links": _normal(parsed.web.links, _base(ask.url, parsed)) if parsed.web and follows else (),
        **_validators(answer),
    }  # fmt: skip
    if words & {"noindex", "none"}:
        return Found(PageState.NOINDEX, **found)
    if not parsed.text.strip():
        return Found(PageState.FAILED, "empty", **found)
    return Found(PageState.STORED, target=_canonical(ask.url, parsed), content=_content(ask.url, parsed), **found)


def _sitemap(ask: Ask, answer: Fetched) -> Found:
    try:
        read = sitemaps.read(answer.body)
    except sitemaps.BadSitemap as problem:
        return Found(PageState.FAILED, problem.code, _OK)
    found = _normal(read.addresses, ask.url)
    return Found(
        PageState.SITEMAP, status=_OK, links=found[:MOST_LINKS], beyond=max(0, len(found) - MOST_LINKS),
        leads_to_sitemaps=read.is_index, changed_by=_changed_by(read, ask.url), **_validators(answer),
    )  # fmt: skip


def _changed_by(read: sitemaps.Sitemap, base: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for address, until in read.changed_by.items():
        with suppress(addresses.BadAddress):
            found[addresses.normal(address, base)] = until
    return found


def _normal(links: Iterable[str], base: str) -> tuple[str, ...]:
    """Addresses in their one spelling, each once; what is none is left out."""
    found: dict[str, None] = {}
    for link in links:
        with suppress(addresses.BadAddress):
            found.setdefault(addresses.normal(link, base))
    return tuple(found)


def _parsed(answer: Fetched, filename: str) -> Parsed:
    with tempfile.NamedTemporaryFile(prefix="web-page-") as file:
        file.write(answer.body)
        file.flush()
        return started().reader.parse(Path(file.name), filename=filename, media_type=answer.media_type)


def _validators(answer: Fetched) -> dict[str, Any]:
    etag, last_modified = answer.headers.get("etag"), answer.headers.get("last-modified")
    return {
        "etag": etag if etag and len(etag) <= _SHORT else None,
        "last_modified": last_modified if last_modified and len(last_modified) <= 100 else None,  # noqa: PLR2004
    }


def _words(answer: Fetched, parsed: Parsed) -> frozenset[str]:
    """What the page and its headers say to robots; a header may begin with the name of the robot it speaks to."""
    found = set(parsed.web.robots if parsed.web else ())
    for part in answer.headers.get("x-robots-tag", "").lower().split(","):
        name, colon, word = part.rpartition(":")
        if not colon or name.strip() == robots.AGENT:
            found.add(word.strip())
    return frozenset(found)


def _base(url: str, parsed: Parsed) -> str:
    try:
        return addresses.normal(parsed.web.base, url) if parsed.web and parsed.web.base else url
    except addresses.BadAddress:
        return url


def _canonical(url: str, parsed: Parsed) -> str | None:
    try:
        found = addresses.normal(parsed.web.canonical, url) if parsed.web and parsed.web.canonical else url
    except addresses.BadAddress:
        return None
    return found if found != url else None


def _content(url: str, parsed: Parsed) -> Content:
    marks: list[dict[str, Any]] = [{"start": 0, "link": url}]
    for heading in parsed.headings:
        line = parsed.text[heading.start : heading.end]
        if 0 < len(line) <= _LONGEST_HEADING:
            mark = {"start": heading.start, "heading": line, "level": heading.level, "link": url}
            marks[-1:] = [mark] if marks[-1]["start"] == heading.start else [marks[-1], mark]
    marks += [{"start": page.start, "page": page.number, "link": url} for page in parsed.pages]
    marks.sort(key=lambda mark: mark["start"])
    digest = hashlib.sha256(orjson.dumps([parsed.text, marks])).hexdigest()
    title = (parsed.title or next((mark["heading"] for mark in marks if "heading" in mark), "") or url)[
        :_LONGEST_HEADING
    ]
    return Content(parsed.text, digest, tuple(marks), title, parsed.media_type)
