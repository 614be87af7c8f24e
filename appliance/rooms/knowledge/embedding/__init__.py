"""Which models can find passages by meaning: those added on this machine, and the one in force.

Models are added to the machine and removed by its operator on the command line. Which one an organisation's vectors
come from is said, in this order, by the machine's environment, by the organisation's administrators, or by what was
added to the machine last.
"""

from appliance.rooms.knowledge.embedding import keyed
from appliance.rooms.knowledge.embedding.actions import models_changed
from appliance.rooms.knowledge.embedding.shapes import Address

__all__ = ["Address", "keyed", "models_changed"]
