"""What happened to connections, and who came by them."""

from appliance.kernel.event import Event


class ConnectionCreated(Event):
    connection_id: str
    kind: str


class ConnectionChanged(Event):
    connection_id: str
    fields: list[str]


class ConnectionRemoved(Event):
    connection_id: str
    kind: str


class ConnectionTested(Event):
    connection_id: str
    is_well: bool


class IdentityLinked(Event):
    """An identity of a provider leads to an account from now on; `is_new` when the account was made for it."""

    user_id: str
    org_id: str
    connection_id: str
    issuer: str
    is_new: bool


class FederatedSignInRefused(Event):
    """Somebody was not let in by a provider's word. Empty where it is not known whose or which."""

    connection_id: str
    org_id: str
    user_id: str
    kind: str
    reason: str


class DirectorySignInRefused(Event):
    """The directory knows them and does not let them in: locked, disabled, password_expired and the like.

    The reason is the directory's own, for administrators; people are never told it.
    """

    connection_id: str
    org_id: str
    user_id: str
    reason: str


class DirectorySilent(Event):
    """The directory could not be asked."""

    connection_id: str
    org_id: str
    detail: str
