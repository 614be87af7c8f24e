"""Who may register, and who waits to be let in."""

from appliance.kernel.actor import Role
from appliance.store.columns import Choice, Flag, Json, Line, Prose
from appliance.store.table import Table


class SignupSettings(Table, prefix="sgs", feed=False):
    """One row for each organisation that was ever opened."""

    open = Flag(False)
    waitlist = Flag(False)
    domains = Json()
    default_role = Choice(Role, default=Role.EDITOR)
    default_group_ids = Json()
    embedded_chat = Flag(False)

    unique = (("org_id",),)


class Applicant(Table, prefix="wtl"):
    """Somebody who asked to be let in. With a password (hashed) they are in once approved, else by an invitation."""

    email = Line()
    address = Line(unique=True)
    name = Line()
    password = Prose(optional=True)

    fast = (("org_id", "created_at"),)
