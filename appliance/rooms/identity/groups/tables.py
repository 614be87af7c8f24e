"""Groups and who is in them."""

from appliance.store.columns import IdOf, Line
from appliance.store.table import Table


class Group(Table, prefix="grp"):
    """A set of people. With a parent, its members are members of the parent too; nesting is one deep."""

    name = Line()
    description = Line(optional=True)
    parent_id = IdOf("grp", optional=True, fast=True)

    unique = (("org_id", "name"),)


class Membership(Table, prefix="grm", feed=False):
    """One person in one group."""

    group_id = IdOf("grp", fast=True)
    user_id = IdOf("usr")

    unique = (("user_id", "group_id"),)
