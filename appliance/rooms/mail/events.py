"""What happened to letters."""

from appliance.kernel.event import Event


class LetterWritten(Event):
    letter_id: str
    state: str
