"""A small web on loopback sockets: pages by path, what was asked for in order, two hosts on one port."""

import gzip
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HTML = "text/html; charset=utf-8"
FILLER = "The quick brown fox jumps over the lazy dog beside the quiet river bank. "


@dataclass
class Answer:
    """What a path answers."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Site:
    """Paths and their answers; a function makes them up as it is asked. `asked` is every request line but robots.txt."""

    pages: dict[str, Answer | Callable[[str], Answer]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    robots_asked: int = 0
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def other(self) -> str:
        """The same server under another name."""
        return f"http://localhost:{self.port}"

    def page(self, path: str, text: str, *links: str, head: str = "", **headers: str) -> None:
        """Put a page there; a link may be written with its own attributes."""
        self.pages[path] = Answer(html(text, *links, head=head), headers={"Content-Type": HTML, **headers})

    def robots(self, text: str, status: int = 200) -> None:
        self.pages["/robots.txt"] = Answer(text.encode(), status, {"Content-Type": "text/plain"})

    def redirect(self, path: str, to: str, status: int = 302) -> None:
        self.pages[path] = Answer(b"", status, {"Location": to})

    def sitemap(self, path: str, *urls: str, index: bool = False, gz: bool = False) -> None:
        outer, inner = ("sitemapindex", "sitemap") if index else ("urlset", "url")
        text = "".join(f"<{inner}><loc>{url}</loc></{inner}>" for url in urls)
        body = f'<?xml version="1.0"?><{outer} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{text}</{outer}>'
        data = gzip.compress(body.encode()) if gz else body.encode()
        kind = "application/gzip" if gz else "application/xml"
        self.pages[path] = Answer(data, headers={"Content-Type": kind})

    def answer(self, path: str) -> Answer:
        found = self.pages.get(path) or self.pages.get(path.partition("?")[0] + "?*")
        if found is None:
            return Answer(b"nothing", 404, {"Content-Type": "text/plain"})
        return found(path) if callable(found) else found


def html(text: str, *links: str, head: str = "") -> bytes:
    """A page; a link is an address, or the whole tag."""
    tags = " ".join(link if link.startswith("<") else f'<a href="{link}">on</a>' for link in links)
    title = text.split(".", maxsplit=1)[0]
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head><body><nav>{tags}</nav>"
        f"<main><h1>{title}</h1><p>{text} {FILLER * 4}</p></main></body></html>"
    ).encode()


class Serving:
    """The server of a site, on its own thread."""

    def __init__(self, site: Site) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                _serve(self, site)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        site.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)


def _serve(request: BaseHTTPRequestHandler, site: Site) -> None:
    site.at_once += 1
    site.most_at_once = max(site.most_at_once, site.at_once)
    if request.path == "/robots.txt":
        site.robots_asked += 1
    else:
        site.asked.append(request.path)
        site.heads.append({name.lower(): value for name, value in request.headers.items()})
    found = site.answer(request.path)
    etag = found.headers.get("ETag")
    if etag and request.headers.get("If-None-Match") == etag:
        found = Answer(b"", 304)
    request.send_response(found.status)
    for name, value in found.headers.items():
        request.send_header(name, value)
    request.send_header("Content-Length", str(len(found.body)))
    request.end_headers()
    request.wfile.write(found.body)
    site.at_once -= 1
