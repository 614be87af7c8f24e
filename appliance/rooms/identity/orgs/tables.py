"""Organisations."""

from appliance.store.columns import Line
from appliance.store.table import Table


class Organisation(Table, prefix="org"):
    """A tenant; its `org_id` is its own id."""

    name = Line()
