"""What happens to purges."""

from appliance.kernel.event import Event


class PurgeAsked(Event):
    purge_id: str
    full: bool


class PurgeDone(Event):
    purge_id: str
    removed_count: int
    is_rewritten: bool
    is_reindexed: bool
