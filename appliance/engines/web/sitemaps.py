"""Site maps and their indexes (sitemaps.org), plain or gzipped. Only addresses are read; no XML is built."""

import html
import re
import zlib
from dataclasses import dataclass
from typing import Final

MOST_BYTES: Final = 50 * 1024 * 1024
MOST_ADDRESSES: Final = 50_000
_GZIP: Final = b"\x1f\x8b"
_LOC: Final = re.compile(r"<(?:\w{1,20}:)?loc\s*>\s*(?:<!\[CDATA\[)?\s*([^<>\s\]]{1,2048})")
_INDEX: Final = re.compile(r"<(?:\w{1,20}:)?sitemapindex\b")


class BadSitemap(ValueError):
    """No site map; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The addresses of pages, or of further site maps."""

    is_index: bool
    addresses: tuple[str, ...]


def read(data: bytes) -> Sitemap:
    """The site map in these bytes; BadSitemap when it is none or unpacks to too much."""
    text = _unpacked(data).decode("utf-8", "replace")
    if "<" not in text:
        lines = [line.strip() for line in text.splitlines()[:MOST_ADDRESSES]]
        return Sitemap(False, tuple(line for line in lines if line.startswith(("http://", "https://"))))
    if not re.search(r"<(?:\w{1,20}:)?(?:urlset|sitemapindex)\b", text[:10_000]):
        raise BadSitemap("no_sitemap")
    found = [html.unescape(match[1]) for match, _ in zip(_LOC.finditer(text), range(MOST_ADDRESSES), strict=False)]
    return Sitemap(_INDEX.search(text[:10_000]) is not None, tuple(dict.fromkeys(found)))


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
