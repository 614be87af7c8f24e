"""Web pages that are read into bases: what was asked for, and every single address with what became of it."""

from enum import StrEnum

from appliance.store.columns import Choice, Flag, IdOf, Json, Line, Stamp, Whole
from appliance.store.table import Table


class Kind(StrEnum):
    PAGE = "page"
    SITE = "site"
    SITEMAP = "sitemap"


class Schedule(StrEnum):
    NEVER = "never"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"


class Progress(StrEnum):
    FETCHING = "fetching"
    READY = "ready"
    FAILED = "failed"


class PageState(StrEnum):
    """`missing` answered 404 or 410 and is kept for now, `gone` did so for good; `removed` was taken out by hand."""

    QUEUED = "queued"
    STORED = "stored"
    SITEMAP = "sitemap"
    REDIRECTED = "redirected"
    ALIAS = "alias"
    DUPLICATE = "duplicate"
    NOINDEX = "noindex"
    DISALLOWED = "disallowed"
    MISSING = "missing"
    GONE = "gone"
    FAILED = "failed"
    REMOVED = "removed"


class Webpage(Table, prefix="web"):
    """A page, a site or a site map. `run` counts its readings from 1; the counts are of the present one.

    `host` is where the reading stays: host and unusual port.
    """

    knowledge_base_id = IdOf("kb")
    kind = Choice(Kind)
    url = Line(2_000)
    host = Line(300)
    title = Line(500, default="")
    schedule = Choice(Schedule)
    depth = Whole()
    page_limit = Whole()
    include = Json()
    exclude = Json()
    state = Choice(Progress, default=Progress.FETCHING)
    error_code = Line(40, optional=True)
    run = Whole(default=0)
    asked = Whole(default=0)
    changed = Whole(default=0)
    unchanged = Whole(default=0)
    not_modified = Whole(default=0)
    left_out = Whole(default=0)
    started_at = Stamp(optional=True)
    finished_at = Stamp(optional=True)
    next_at = Stamp(optional=True, fast=True)
    added_by = IdOf("usr")

    unique = (("knowledge_base_id", "url"),)
    fast = (("org_id", "created_at"),)


class WebAddress(Table, prefix="wad", feed=False):
    """One address of a web page. It waits to be asked for while `seen_run` is behind its web page's `run`."""

    webpage_id = IdOf("web")
    knowledge_base_id = IdOf("kb")
    url = Line(2_000)
    place = Line(2_000)
    depth = Whole()
    hops = Whole(default=0)
    is_sitemap = Flag(default=False)
    state = Choice(PageState, default=PageState.QUEUED)
    error_code = Line(40, optional=True)
    http_status = Whole(optional=True)
    etag = Line(1_000, optional=True)
    last_modified = Line(100, optional=True)
    target = Line(2_000, optional=True)
    title = Line(500, default="")
    document_id = IdOf("doc", optional=True, fast=True)
    seen_run = Whole(default=0)
    tries = Whole(default=0)
    misses = Whole(default=0)
    fetched_at = Stamp(optional=True)
    changed_at = Stamp(optional=True)

    unique = (("webpage_id", "url"),)
    fast = (
        ("webpage_id", "seen_run", "depth"),
        ("webpage_id", "place"),
        ("knowledge_base_id", "url"),
    )
