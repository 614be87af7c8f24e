"""What happened to people."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class UserInvited(Event):
    user_id: str
    role: str


@dataclass(frozen=True)
class UserCreated(Event):
    user_id: str
    role: str
    org_id: str


@dataclass(frozen=True)
class UserChanged(Event):
    user_id: str
    fields: list[str]
    role: str
    active: bool


@dataclass(frozen=True)
class UserRemoved(Event):
    user_id: str


@dataclass(frozen=True)
class InvitationAccepted(Event):
    user_id: str
    org_id: str


@dataclass(frozen=True)
class InvitationRenewed(Event):
    user_id: str


@dataclass(frozen=True)
class InvitationWithdrawn(Event):
    user_id: str


@dataclass(frozen=True)
class PasswordChanged(Event):
    user_id: str
    org_id: str
    is_reset: bool
    are_tokens_revoked: bool


@dataclass(frozen=True)
class UserRestored(Event):
    user_id: str
    role: str


@dataclass(frozen=True)
class WorkHandedOver(Event):
    from_user_id: str
    to_user_id: str
    moved: dict[str, int]


@dataclass(frozen=True)
class UserErased(Event):
    user_id: str
    erased: int
