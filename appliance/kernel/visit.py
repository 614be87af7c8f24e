"""What an endpoint may know of the request around it, and what it may answer beyond a shape."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Visit:
    """Facts of one request, already judged by the gate (proxy trust, credential)."""

    request_id: str
    address: str
    is_loopback: bool
    is_secure: bool
    origin: str | None
    user_agent: str
    public_url: str
    last_event_id: str | None = None
    idempotency_key: str | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    raw_body: bytes = b""  # of SIGNED rows alone, like the next two: what the signature is about
    method: str = ""
    target: str = ""  # path and query as they came

    def cookie(self, name: str) -> str | None:
        """The value of a cookie of ours, by the name that `Cookie` was given; None when the browser sent none."""
        wanted = f"__Host-{name}" if self.is_secure else name
        parts = (part.strip().partition("=") for part in self.headers.get("cookie", "").split(";"))
        return next((value.strip('"') for key, _, value in parts if key == wanted), None)


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie to set; an empty value removes it. The gate adds Secure and `__Host-` under https."""

    name: str
    value: str
    max_age: int = 0
    http_only: bool = True


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """A reply that says more than its shape: another declared status, cookies, headers, a place."""

    value: T
    status: int | None = None
    cookies: tuple[Cookie, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A reply that is not JSON, whole in memory: metrics, pages, scripts."""

    body: str | bytes
    media_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Download:
    """A file of the store, sent as an attachment."""

    path: Path
    filename: str
    media_type: str
    size: int
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """One server-sent event; `data` is JSON."""

    name: str
    data: Any
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Stream:
    """An endless answer. It ends with the credential, the session and the people behind them.

    Readers of a `nameless` one know data lines alone: its farewell is an error in the contract's shape.
    """

    events: AsyncIterator[ServerEvent]
    nameless: bool = False


@dataclass(frozen=True, slots=True)
class Upload:
    """One received file, already on disk under a temporary name; taken by the store or removed with the request."""

    path: Path
    filename: str
    media_type: str
    size: int
    sha256: str
    parts: Mapping[str, str] = field(default_factory=dict)
