"""What a directory said."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class PersonProvisioned(Event):
    user_id: str
    fields: list[str]


@dataclass(frozen=True)
class GroupProvisioned(Event):
    group_id: str
    fields: list[str]
