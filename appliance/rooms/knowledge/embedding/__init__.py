"""Which models can find passages by meaning: those added on this machine, and the one in force.

They are added and removed by the machine's operator on the command line; the page shows them.
"""

from appliance.rooms.knowledge.embedding.actions import models_changed

__all__ = ["models_changed"]
