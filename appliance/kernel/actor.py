"""Who acts: a person, a service account, the house itself, or nobody."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a member may do in an organisation, weakest first."""

    VIEWER = "viewer"
    EDITOR = "editor"
    ADMIN = "admin"

    @property
    def rank(self) -> int:
        return _RANKS[self]


FRESH_MS = 600_000
"""How long a proof of identity counts for what asks for a fresh one."""

_RANKS = {Role.VIEWER: 1, Role.EDITOR: 2, Role.ADMIN: 3}


class Credential(StrEnum):
    """What was presented; semantics section 5."""

    NONE = "none"
    SESSION = "session"
    JWT = "jwt"
    PAT = "pat"
    KEY = "key"
    SERVICE = "service"
    BOT = "bot"
    DEPLOY = "deploy"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Actor:
    """Resolved once per request; the rights are those of this moment."""

    id: str
    org_id: str
    role: Role | None = None
    kind: str = "person"  # person, service, bot, deployment, system, nobody
    credential: Credential = Credential.NONE
    credential_id: str = ""
    session_id: str = ""
    confirmed_at: int = 0  # when the person of the session last proved who they are
    is_operator: bool = False
    is_limited: bool = False
    is_read_only: bool = False
    scopes: frozenset[str] = frozenset()
    group_ids: tuple[str, ...] = ()
    rate_limit: int | None = None
    origins: frozenset[str] = frozenset()  # of a bot or deployment key: whose pages may call with it
    behind: tuple[str, ...] = ()  # whose rights it borrows: with theirs end its own

    def at_least(self, role: Role) -> bool:
        """Whether the role is this one or a stronger one."""
        return self.role is not None and self.role.rank >= role.rank

    @property
    def is_nobody(self) -> bool:
        return self.kind == "nobody"

    @property
    def has_session(self) -> bool:
        """Only a session (its cookie or its JWT) mints keys and tokens."""
        return self.credential in (Credential.SESSION, Credential.JWT)

    def is_fresh(self, now_ms: int) -> bool:
        """Whether the person proved within the last ten minutes who they are."""
        return now_ms < self.confirmed_at + FRESH_MS


NOBODY = Actor(id="", org_id="", kind="nobody")


def system(org_id: str = "") -> Actor:
    """The house acting for itself: jobs, sweeps, start-up."""
    return Actor(id="system", org_id=org_id, role=Role.ADMIN, kind="system", is_operator=True)
