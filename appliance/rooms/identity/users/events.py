"""What happened to people."""

from appliance.kernel.event import Event


class UserInvited(Event):
    user_id: str
    role: str


class UserCreated(Event):
    user_id: str
    role: str
    org_id: str


class UserChanged(Event):
    user_id: str
    fields: list[str]
    role: str
    active: bool


class UserRemoved(Event):
    user_id: str


class InvitationAccepted(Event):
    user_id: str
    org_id: str


class InvitationRenewed(Event):
    user_id: str


class InvitationWithdrawn(Event):
    user_id: str


class PasswordChanged(Event):
    user_id: str
    org_id: str
    is_reset: bool
    are_tokens_revoked: bool


class UserRestored(Event):
    user_id: str
    role: str


class WorkHandedOver(Event):
    from_user_id: str
    to_user_id: str
    moved: dict[str, int]


class UserErased(Event):
    user_id: str
    erased: int
