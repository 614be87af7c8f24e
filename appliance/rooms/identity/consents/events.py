"""What people agreed to."""

from appliance.kernel.event import Event


class ConsentGiven(Event):
    user_id: str
    text_version: str
    text_sha256: str


class ConsentWithdrawn(Event):
    user_id: str
    text_version: str


class ConsentTextChanged(Event):
    text_version: str
    text_sha256: str
