"""What happened to letters."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class LetterWritten(Event):
    letter_id: str
    state: str
