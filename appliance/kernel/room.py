"""What a room contributes to the house. The fields are the one typed registry of everything that flows upward."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from appliance.kernel.actor import Actor, Credential
from appliance.kernel.door import Door
from appliance.kernel.job import Recurring
from appliance.kernel.problem import Problem


class RawReader(Protocol):
    """The one raw read-only connection on the event loop: prepared statements, rows as tuples."""

    def one(self, sql: str, params: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """The first row, or None."""


@dataclass(frozen=True, slots=True)
class Presented:
    """A credential as it came: its kind, the secret text, where from and when."""

    kind: Credential
    secret: str
    address: str
    now_ms: int


@dataclass(frozen=True, slots=True)
class Authenticator:
    """Turns presented credentials of these kinds into an actor; raises Unauthorized with the reason."""

    kinds: tuple[Credential, ...]
    resolve: Callable[[RawReader, Presented], Actor]


@dataclass(frozen=True, slots=True)
class Projection:
    """How rows of a kind (a word of the `changes` feed) become entries of the search index.

    A room may feed a word of its own (`unit.changed("passages", id, org_id)`) so that changes which search does not
    care about (a state, a count) are told to browsers without indexing anything again.
    """

    kind: str
    entries: Callable[[Sequence[str]], Sequence[Any]]  # ids -> store.search.Entry; an id without entries is removed
    indexed: Callable[[Sequence[str]], None] | None = None  # in a writing unit, once the index has committed these ids
    everything: Callable[[str, int], Sequence[str]] | None = None  # (after id, limit) -> ids in order, for a rebuild


@dataclass(frozen=True, slots=True)
class Listener:
    """A reaction to events of other rooms; at least once, in order, in a unit of its own per event."""

    name: str
    events: tuple[str, ...]
    react: Callable[[Any], None]  # given a store.ledger.Entry


@dataclass(frozen=True, slots=True)
class Probe:
    """One line of readiness: raises or answers a reason when the part is not well, None when it is."""

    name: str
    check: Callable[[], str | None]


@dataclass(frozen=True, slots=True)
class Visible:
    """Which ids of a kind an actor may see: `live` asks before it tells a browser of a change."""

    kind: str
    may_see: Callable[[Actor, str], bool]  # inside a reading unit


@dataclass(frozen=True, slots=True)
class LicenseGuard:
    """The gate's question to the licence: the problem that refuses this feature for this method now, or None."""

    refusal: Callable[[RawReader, str, str], Problem | None]  # (reader, feature, method)
    tier: Callable[[RawReader], str] = lambda _: "community"  # the tier in force


@dataclass(frozen=True, slots=True)
class Origins:
    """Whether some live key of a kind lists a page's origin: what a browser asks before it calls with a key."""

    access: str  # the word of the rows that take such keys
    are_listed: Callable[[RawReader, str, int], bool]  # (reader, origin, now)


@dataclass(frozen=True, slots=True)
class NetworkGuard:
    """The gate's question about administration from an address, and how a refusal is recorded."""

    is_open: Callable[[RawReader, Actor, str], bool]  # (reader, who administers, address)
    note: Callable[[str], None]  # (row that was refused); in a writing unit with actor and address in the context


@dataclass(frozen=True, slots=True)
class UploadLimit:
    """The largest upload in bytes that the licence in force allows."""

    bytes_allowed: Callable[[RawReader], int]


@dataclass(frozen=True, slots=True)
class Given:
    """A grant or a deny in force, as a reason."""

    level: str  # viewer, editor, owner, deny
    by: str  # who gave it
    through: str  # the group that has it; empty for what was given to the person
    expires_at: int | None


@dataclass(frozen=True, slots=True)
class Reached:
    """One thing that somebody may use, or is denied.

    Reasons are words (owner, administrator, organisation), the id of a group, or what was given.
    """

    kind: str  # knowledge_base, agent
    id: str
    name: str  # empty for what is private to them
    access: str  # none, read, write, change
    reasons: tuple[str | Given, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """A kind of thing that can be granted: rows with org_id and owner_id, called by name or title.

    `find` answers the row to whoever may know that it is there and raises NotFound to others; inside a unit.
    """

    table: type[Any]
    find: Callable[..., Any]  # (id, *, seen_by)
    levels: tuple[str, ...] = ("viewer", "editor", "owner")
    is_administered: bool = True  # whether administrators look after who reaches it
    group_ids: Callable[[Any], Sequence[str]] | None = None  # the groups that a row is open to by its visibility


@dataclass(frozen=True, slots=True)
class Match:
    """One thing whose words match; `text` is where the words are looked for, and what the snippet is cut from."""

    id: str
    name: str
    text: str
    url: str
    weight: float = 1.0  # how much a hit in the text counts beside one in the name


@dataclass(frozen=True, slots=True)
class Finder:
    """How things of a kind are found by their words across everything; inside a reading unit.

    `find` narrows to what the actor may see in its query: (words, limit, *, seen_by).
    """

    kind: str  # agent, knowledge_base, document, conversation
    find: Callable[..., Sequence[Match]]


@dataclass(frozen=True, slots=True)
class HandOver:
    """How what one person owns becomes another's. Inside a writing unit; the answer is how many things moved."""

    kind: str  # in the plural: knowledge_bases, agents
    move: Callable[[str, str], int]  # (from user id, to user id)


@dataclass(frozen=True)
class Room:
    """Everything that one room brings, gathered by `house.py`."""

    name: str
    wing: str = ""
    about: str = ""
    door: Door | None = None
    tables: tuple[type[Any], ...] = ()
    jobs: tuple[Any, ...] = ()
    recurring: tuple[Recurring, ...] = ()
    listeners: tuple[Listener, ...] = ()
    projections: tuple[Projection, ...] = ()
    probes: tuple[Probe, ...] = ()
    concerns: tuple[Probe, ...] = ()  # what asks for people while every part does its work; from memory alone
    visible: tuple[Visible, ...] = ()
    authenticators: tuple[Authenticator, ...] = ()
    origins: tuple[Origins, ...] = ()
    license_guard: LicenseGuard | None = None
    network_guard: NetworkGuard | None = None
    upload_limit: UploadLimit | None = None
    policy: dict[str, Any] = field(default_factory=dict)
    reaches: tuple[Callable[[Actor], Sequence[Reached]], ...] = ()  # what somebody may use, and why; in a reading unit
    shares: tuple[Shared, ...] = ()  # what can be granted to people and groups, or denied them
    finds: tuple[Finder, ...] = ()  # what the search across everything looks through
    hands_over: tuple[HandOver, ...] = ()  # what a leaver owns and leaves to somebody
    erases: tuple[Callable[[str], int], ...] = ()  # what goes with an erased person, by user id; in a writing unit
    cites: tuple[Callable[[Sequence[str]], set[tuple[str, int]]], ...] = ()  # document ids -> cited (document, version)
    scrubs: tuple[Callable[[Sequence[str]], int], ...] = ()  # blank quotes of removed documents; in a writing unit
    claims: tuple[Callable[[], Sequence[str]], ...] = ()  # digests of blobs that rows point to; inside a reading unit
    at_start: tuple[Callable[[], None], ...] = ()  # blocking, after migrations and before the first request
    gauges: tuple[Callable[[], None], ...] = ()  # refresh metrics that are read, not counted; inside a reading unit
