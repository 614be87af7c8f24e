"""What happens to purges."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class PurgeAsked(Event):
    purge_id: str
    full: bool


@dataclass(frozen=True)
class PurgeDone(Event):
    purge_id: str
    removed_count: int
    is_rewritten: bool
    is_reindexed: bool
