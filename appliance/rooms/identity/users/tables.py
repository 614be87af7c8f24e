"""People and service accounts, and the invitations of people who have not come yet."""

from enum import StrEnum

from appliance.kernel.actor import Role
from appliance.store.columns import Choice, Digest, Flag, IdOf, Line, Prose, Stamp, Whole
from appliance.store.table import Table


class Kind(StrEnum):
    """A person takes a seat; a service account does not."""

    PERSON = "person"
    SERVICE = "service"


class User(Table, prefix="usr"):
    """Somebody who can act. A session or key holds while its epoch is the user's: raising it ends them all at once."""

    email = Line(254)
    address = Line(254, optional=True, unique=True)  # the e-mail folded, for look-up; empty once deleted
    name = Line()
    role = Choice(Role, default=Role.EDITOR)
    kind = Choice(Kind, default=Kind.PERSON)
    active = Flag(True)
    password = Prose(optional=True)
    joined_at = Stamp(optional=True)  # an invited person has not joined
    last_seen_at = Stamp(optional=True)
    deleted_at = Stamp(optional=True)
    language = Line(optional=True)
    session_epoch = Whole(default=0)
    key_epoch = Whole(default=0)
    time_zone = Line(optional=True)

    fast = (("org_id", "created_at"), ("role", "active", "id"))


class Invitation(Table, prefix="inv", feed=False):
    """The right to choose a password once, for 14 days."""

    user_id = IdOf("usr", fast=True)
    token_hash = Digest(unique=True)
    expires_at = Stamp()
    used_at = Stamp(optional=True)
    invited_by = Line()
