"""The words of access of `endpoints.tsv`, and the one function that decides whether an actor is admitted."""

from dataclasses import dataclass

from appliance.kernel.actor import Actor, Credential, Role
from appliance.kernel.problem import Forbidden, NotFound, Problem, Unauthorized


@dataclass(frozen=True, slots=True)
class Access:
    """Who may use an endpoint. `scope` is the ci: scope of a CI row."""

    word: str
    scope: str = ""

    def __str__(self) -> str:
        return f"{self.word} {self.scope}".strip()


PUBLIC = Access("PUBLIC")
SIGNED = Access("SIGNED")
LIMITED = Access("LIMITED")
VIEWER = Access("VIEWER")
EDITOR = Access("EDITOR")
ADMIN = Access("ADMIN")
OPERATOR = Access("OPERATOR")
BOT = Access("BOT")
DEPLOY = Access("DEPLOY")
INTERNAL = Access("INTERNAL")

_ROLES = {"VIEWER": Role.VIEWER, "EDITOR": Role.EDITOR, "ADMIN": Role.ADMIN, "OPERATOR": Role.ADMIN}
_MACHINES = {"BOT": Credential.BOT, "DEPLOY": Credential.DEPLOY}
_OPEN = ("PUBLIC", "SIGNED")
_SAFE_METHODS = frozenset({"GET", "HEAD"})


def ci(scope: str) -> Access:
    """The access of a CI row: an API key that holds this scope."""
    return Access("CI", scope)


def refusal(access: Access, actor: Actor, method: str, *, reads_only: bool = False) -> Problem | None:  # noqa: PLR0911
    """Why this actor is not admitted, or None. A POST that only reads says so with `reads_only`."""
    if access.word in _OPEN:
        return None
    if access.word == "INTERNAL":
        return None if actor.credential is Credential.INTERNAL else NotFound()
    if access.word in _MACHINES:
        return None if actor.credential is _MACHINES[access.word] else Unauthorized("invalid")
    if actor.is_nobody or actor.credential in (Credential.BOT, Credential.DEPLOY, Credential.INTERNAL):
        return Unauthorized("missing" if actor.credential is Credential.NONE else "invalid")
    if access.word == "CI":
        return None if access.scope in actor.scopes else Forbidden(f"This needs a key with the scope {access.scope}")
    if actor.scopes:
        return Forbidden("A CI key reaches the CI calls only")
    if actor.is_read_only and method not in _SAFE_METHODS and not reads_only:
        return Forbidden("This key may only read")
    return _role_refusal(access, actor)


def _role_refusal(access: Access, actor: Actor) -> Problem | None:
    if access.word == "LIMITED":
        return None
    if actor.is_limited:
        return Forbidden("A limited key may not do this")
    if not actor.at_least(_ROLES[access.word]):
        return Forbidden(f"This needs the role {_ROLES[access.word]}")
    if access.word == "OPERATOR" and not actor.is_operator:
        return Forbidden("This needs an operator of the machine")
    return None
