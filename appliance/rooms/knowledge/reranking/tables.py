"""The reranking server of an organisation."""

from appliance.store.columns import Bytes, Line
from appliance.store.table import Table


class RerankSource(Table, prefix="rrs", feed=False):
    """At most one of an organisation. `url` is the whole address; `model` is empty where a server has only one."""

    url = Line(2_000)
    model = Line()
    sealed = Bytes(optional=True)  # the key

    unique = (("org_id",),)
