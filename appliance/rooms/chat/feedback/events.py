"""What happens to feedback; its words are no part of the ledger."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class FeedbackGiven(Event):
    message_id: str
    thumb: str
