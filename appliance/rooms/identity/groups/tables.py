"""Groups and who is in them."""

from appliance.store.columns import IdOf, Line
from appliance.store.table import Table


class Group(Table, prefix="grp"):
    """A set of people."""

    name = Line()
    description = Line(optional=True)

    unique = (("org_id", "name"),)


class Membership(Table, prefix="grm", feed=False):
    """One person in one group."""

    group_id = IdOf("grp", fast=True)
    user_id = IdOf("usr")

    unique = (("user_id", "group_id"),)
