"""The networks from which an organisation is administered."""

from appliance.store.columns import Json
from appliance.store.table import Table


class AdminNetworks(Table, prefix="net", feed=False):
    """One row of an organisation that has a list."""

    networks = Json()

    unique = (("org_id",),)
