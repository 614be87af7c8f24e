"""Finding passages again: the bases that the asker may read at this moment, the index, and the rows as they are now.

Search and chat both come through `retrieve`; there is no second way to a passage.
"""

from appliance.rooms.knowledge.retrieval import scope
from appliance.rooms.knowledge.retrieval.queries import asked, retrieve
from appliance.rooms.knowledge.retrieval.shapes import PassageView, Retrieved

__all__ = ["PassageView", "Retrieved", "asked", "retrieve", "scope"]
