"""The page's files: hashed once at start, compressed when first asked for, cached for ever under the build's address.

`/static/<build>/...` never changes; `/static/...` is the same with an ETag. Every page gets its own nonce.
"""

import asyncio
import gzip
import hashlib
import mimetypes
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from appliance.kernel.problem import NotFound
from appliance.web.headers import PAGE_CSP, HeaderRules
from appliance.web.reply import Reply, pair

_PACKAGE = Path(__file__).parent.parent
_TEXT = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
         ".json": "application/json", ".svg": "image/svg+xml", ".html": "text/html; charset=utf-8"}  # fmt: skip
_CSS_ORDER = ("tokens", "reset", "base", "layout", "parts", "prose")
_WORTH_COMPRESSING = 600
_FOLDERS = {"app/": "js/", "words/": "words/", "icons/": "icons/", "css/": "css/", "vendor/": "vendor/"}
_SHELL = ("js/main.js", "js/shell.js", "js/house/")
_NONCE = "{{nonce}}"


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    media_type: str
    etag: str
    size: int


def static_folder() -> Path:
    """The page's files: inside the installed package, or beside it in the repository."""
    inside = _PACKAGE / "static"
    return inside if inside.is_dir() else _PACKAGE.parent / "static"


class Assets:
    """Every file of the page, and the pages made of them."""

    def __init__(self, rules: HeaderRules, base_path: str, client: bytes, folder: Path | None = None) -> None:
        self._rules = rules
        self._base = base_path
        self._folder = folder or static_folder()
        self._files = _walk(self._folder)
        self._compressed: dict[str, bytes] = {}
        self.client = client
        told = "".join(f"{name} {file.etag}\n" for name, file in sorted(self._files.items()))
        self.build = hashlib.sha256(told.encode() + client).hexdigest()[:12]
        self._pages: dict[str, str] = {}

    def url(self, name: str) -> str:
        """The address of a file that may be kept for ever."""
        return f"{self._base}/static/{self.build}/{name}"

    async def serve(self, request: Any, rest: str) -> Reply:
        """Answer `/static/<rest>`; NotFound when there is no such file."""
        build, _, inner = rest.partition("/")
        is_build = build == self.build
        name = inner if is_build else rest
        file = self._files.get(name)
        if file is None:
            raise NotFound
        pairs = [*self._rules.always, pair("content-type", file.media_type), pair("etag", file.etag)]
        kept = "public, max-age=31536000, immutable" if is_build else "no-cache"
        pairs += [pair("cache-control", kept), (b"vary", b"Accept-Encoding")]
        if file.etag in request.headers.get("if-none-match", ""):
            return Reply(304, b"", pairs)
        if file.size > _WORTH_COMPRESSING and "gzip" in request.headers.get("accept-encoding", ""):
            packed = await self._packed(name, file)
            if packed is not None:
                return Reply(200, packed, [*pairs, (b"content-encoding", b"gzip")])
        return Reply(200, await asyncio.to_thread(file.path.read_bytes), pairs)

    async def _packed(self, name: str, file: _File) -> bytes | None:
        if file.path.suffix not in _TEXT:
            return None
        if name not in self._compressed:
            self._compressed[name] = await asyncio.to_thread(_pack, file.path)
        return self._compressed[name]

    def page(self, name: str) -> tuple[bytes, str]:
        """A page with a fresh nonce, and the nonce."""
        nonce = secrets.token_urlsafe(18)
        return self._page(name).replace(_NONCE, nonce).encode(), nonce

    def index(self) -> Reply:
        """The page of people: one shell for every address of its own."""
        body, nonce = self.page("index.html")
        pairs = [
            *self._rules.always,
            (b"content-type", b"text/html; charset=utf-8"),
            (b"cache-control", b"no-store"),
            pair("content-security-policy", PAGE_CSP.format(nonce=nonce)),
        ]
        return Reply(200, body, pairs)

    def client_module(self, request: Any) -> Reply:
        """The derived map of endpoints."""
        etag = pair("etag", f'"{self.build}"')
        pairs = [*self._rules.always, (b"content-type", b"text/javascript; charset=utf-8"), etag]
        if f"v={self.build}" in request.query_string:
            pairs.append((b"cache-control", b"public, max-age=31536000, immutable"))
        else:
            pairs.append((b"cache-control", b"no-cache"))
            if self.build in request.headers.get("if-none-match", ""):
                return Reply(304, b"", pairs)
        return Reply(200, self.client, pairs)

    def _page(self, name: str) -> str:
        if name not in self._pages:
            file = self._files.get(name)
            if file is None:
                raise NotFound
            text = file.path.read_text(encoding="utf-8")
            for word, value in (
                ('="/static/', f'="{self._base}/static/{self.build}/'),  # first: the others bring whole addresses
                ("{{styles}}", self._styles()),
                ("{{import_map}}", self._import_map()),
                ("{{preload}}", self._preload()),
                ("{{build}}", self.build),
            ):
                text = text.replace(word, value)
            self._pages[name] = text
        return self._pages[name]

    def _styles(self) -> str:
        names = [name for name in self._files if name.startswith("css/") and name.endswith(".css")]
        order = {f"css/{stem}.css": index for index, stem in enumerate(_CSS_ORDER)}
        order["css/print.css"] = 1000
        names.sort(key=lambda name: (order.get(name, len(order)), name))
        return "\n".join(f'<link rel="stylesheet" href="{self.url(name)}">' for name in names)

    def _import_map(self) -> str:
        imports = {word: self.url(folder) for word, folder in _FOLDERS.items()}
        imports |= {specifier: self.url(f"vendor/{path}") for specifier, path in self._vendored()}
        imports["/client.js"] = f"{self._base}/client.js?v={self.build}"
        text = orjson.dumps({"imports": imports}).decode().replace("<", "\\u003c")
        return f'<script type="importmap" nonce="{_NONCE}">{text}</script>'

    def _preload(self) -> str:
        names = [name for name in self._files if name.startswith(_SHELL) and name.endswith(".js")]
        names += [f"vendor/{path}" for _, path in self._vendored()]
        return "\n".join(f'<link rel="modulepreload" href="{self.url(name)}">' for name in sorted(names))

    def _vendored(self) -> list[tuple[str, str]]:
        listed = self._files.get("vendor/vendor.json")
        if listed is None:
            return []
        files = [file for part in orjson.loads(listed.path.read_bytes())["parts"] for file in part["files"]]
        return [(file["specifier"], file["path"]) for file in files if file.get("specifier")]


@cache
def _walk(folder: Path) -> dict[str, _File]:
    if not folder.is_dir():
        return {}
    return {
        path.relative_to(folder).as_posix(): _file(path)
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".gz"
    }


def _file(path: Path) -> _File:
    data = path.read_bytes()
    media_type = _TEXT.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return _File(path, media_type, f'"{hashlib.sha256(data).hexdigest()[:20]}"', len(data))


def _pack(path: Path) -> bytes:
    ready = path.with_name(path.name + ".gz")
    return ready.read_bytes() if ready.is_file() else gzip.compress(path.read_bytes(), 6, mtime=0)
