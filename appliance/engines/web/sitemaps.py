"""Site maps and their indexes (sitemaps.org), plain or gzipped. Only addresses are read; no XML is built."""

import html
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

MOST_BYTES: Final = 50 * 1024 * 1024
MOST_ADDRESSES: Final = 50_000
_GZIP: Final = b"\x1f\x8b"
_LOC: Final = re.compile(r"<(?:\w{1,20}:)?loc\s*>\s*(?:<!\[CDATA\[)?\s*([^<>\s\]]{1,2048})")
_ENTRY: Final = re.compile(r"<(?:\w{1,20}:)?url\s*>.{0,10000}?</(?:\w{1,20}:)?url\s*>", re.DOTALL)
_LASTMOD: Final = re.compile(r"<(?:\w{1,20}:)?lastmod\s*>\s*([0-9T:.+Z-]{8,40})\s*<")
_INDEX: Final = re.compile(r"<(?:\w{1,20}:)?sitemapindex\b")


class BadSitemap(ValueError):
    """No site map; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The addresses of pages, or of further site maps; and until when at most each was changed, where that is told."""

    is_index: bool
    addresses: tuple[str, ...]
    changed_by: Mapping[str, int] = field(default_factory=dict)


def read(data: bytes) -> Sitemap:
    """The site map in these bytes; BadSitemap when it is none or unpacks to too much."""
    text = _unpacked(data).decode("utf-8", "replace")
    if "<" not in text:
        lines = [line.strip() for line in text.splitlines()[:MOST_ADDRESSES]]
        return Sitemap(False, tuple(line for line in lines if line.startswith(("http://", "https://"))))
    if not re.search(r"<(?:\w{1,20}:)?(?:urlset|sitemapindex)\b", text[:10_000]):
        raise BadSitemap("no_sitemap")
    found = [html.unescape(match[1]) for match, _ in zip(_LOC.finditer(text), range(MOST_ADDRESSES), strict=False)]
    is_index = _INDEX.search(text[:10_000]) is not None
    return Sitemap(is_index, tuple(dict.fromkeys(found)), {} if is_index else _changed_by(text))


def _changed_by(text: str) -> dict[str, int]:
    """Address -> the last millisecond (UTC) of what `lastmod` names: a day of any time zone, or a moment."""
    told: dict[str, int] = {}
    for entry, _ in zip(_ENTRY.finditer(text), range(MOST_ADDRESSES), strict=False):
        place, moment = _LOC.search(entry[0]), _LASTMOD.search(entry[0])
        if place is not None and moment is not None and (until := _until(moment[1])) is not None:
            told[html.unescape(place[1])] = until
    return told


def _until(told: str) -> int | None:
    """W3C date and time as sitemaps.org has it; None for anything else."""
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return None
    if moment.tzinfo is None:  # a day, or a clock somewhere on earth
        moment = moment.replace(tzinfo=UTC) + timedelta(days=2)
    return round(moment.timestamp() * 1000)


def _unpacked(data: bytes) -> bytes:
    if not data.startswith(_GZIP):
        return data
    unpacker = zlib.decompressobj(wbits=31)
    try:
        text = unpacker.decompress(data, MOST_BYTES)
    except zlib.error:
        raise BadSitemap("no_sitemap") from None
    if unpacker.unconsumed_tail:
        raise BadSitemap("too_large")
    return text
