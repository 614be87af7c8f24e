"""What people agreed to."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class ConsentGiven(Event):
    user_id: str
    text_version: str
    text_sha256: str


@dataclass(frozen=True)
class ConsentWithdrawn(Event):
    user_id: str
    text_version: str


@dataclass(frozen=True)
class ConsentTextChanged(Event):
    text_version: str
    text_sha256: str
