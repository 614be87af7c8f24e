"""What happens to feedback; its words are no part of the ledger."""

from appliance.kernel.event import Event


class FeedbackGiven(Event):
    message_id: str
    thumb: str
