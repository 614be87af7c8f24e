"""What happened to passkeys."""

from appliance.kernel.event import Event


class PasskeyAdded(Event):
    user_id: str
    passkey_id: str


class PasskeyRenamed(Event):
    user_id: str
    passkey_id: str


class PasskeyRemoved(Event):
    user_id: str
    passkey_id: str


class PasskeyRefused(Event):
    """`counter`: it was used less often than it was seen to be, so there are two of it."""

    user_id: str
    org_id: str
    passkey_id: str
    reason: str
