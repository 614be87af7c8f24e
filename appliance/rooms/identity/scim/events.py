"""What a directory said."""

from appliance.kernel.event import Event


class PersonProvisioned(Event):
    user_id: str
    fields: list[str]


class GroupProvisioned(Event):
    group_id: str
    fields: list[str]
