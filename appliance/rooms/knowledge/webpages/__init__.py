"""Pages, sites and site maps of the web that are read into knowledge bases, and read again on a schedule.

Nothing is fetched from a host that the administrator did not list, and nothing that its robots.txt asks to leave alone.
"""

from appliance.rooms.knowledge.webpages.tables import Webpage

__all__ = ["Webpage"]
