"""What a directory says of people and groups beyond what the appliance itself keeps of them."""

from appliance.store.columns import IdOf, Json, Line
from appliance.store.table import Table


class PersonRecord(Table, prefix="spr", feed=False):
    """A person as the directory described them."""

    user_id = IdOf("usr", unique=True)
    external_id = Line(optional=True)
    email = Line(optional=True)  # the first of `emails`, folded, where it is not the address of the account
    attributes = Json()

    unique = (("org_id", "external_id"),)


class GroupRecord(Table, prefix="sgr", feed=False):
    """A group that the directory keeps."""

    group_id = IdOf("grp", unique=True)
    external_id = Line(optional=True)

    unique = (("org_id", "external_id"),)
