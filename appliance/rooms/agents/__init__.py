"""An agent is an assistant that somebody set up: instructions, a model, knowledge bases.

It is seen by its owner, by its groups or by the whole organisation, and changed by its owner and administrators.
An agent never shows more knowledge than the person who asks it may see.
"""

from appliance.rooms.agents.queries import agent, base_ids, names, owner_of, published, visible_ids
from appliance.rooms.agents.tables import Agent

__all__ = ["Agent", "agent", "base_ids", "names", "owner_of", "published", "visible_ids"]
