"""Who may register, and who waits to be let in."""

from appliance.kernel.actor import Role
from appliance.store.columns import Choice, Digest, Flag, Json, Line, Prose, Stamp
from appliance.store.table import Table


class SignupSettings(Table, prefix="sgs", feed=False):
    """One row for each organisation that was ever opened."""

    open = Flag(False)
    waitlist = Flag(False)
    domains = Json()
    default_role = Choice(Role, default=Role.EDITOR)
    default_group_ids = Json()

    unique = (("org_id",),)


class Unproven(Table, prefix="sgp", feed=False):
    """A registration whose address is not proven: no account, no claim to the address, gone after a day."""

    email = Line()
    address = Line(fast=True)
    name = Line()
    password = Prose()
    token_hash = Digest(unique=True)
    expires_at = Stamp(fast=True)


class Applicant(Table, prefix="wtl"):
    """Somebody who asked to be let in. With a password (hashed) they are in once approved, else by an invitation."""

    email = Line()
    address = Line(unique=True)
    name = Line()
    password = Prose(optional=True)

    fast = (("org_id", "created_at"),)
