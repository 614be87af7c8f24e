"""A turn is one question and its streamed answer: a durable job that no dropped connection stops.

Every event of an answer has a sequence number; it is journalled before any reader gets it, so that a reader who comes
back misses nothing and sees nothing twice, also after a restart.
"""

from appliance.rooms.chat.turns.queries import SETTINGS, Standing, acting, asked_bases, standings

__all__ = ["SETTINGS", "Standing", "acting", "asked_bases", "standings"]
