"""What happened to groups."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class GroupCreated(Event):
    group_id: str
    parent_id: str | None


@dataclass(frozen=True)
class GroupChanged(Event):
    group_id: str
    fields: list[str]


@dataclass(frozen=True)
class GroupRemoved(Event):
    group_id: str


@dataclass(frozen=True)
class MembersAdded(Event):
    group_id: str
    user_ids: list[str]


@dataclass(frozen=True)
class MemberRemoved(Event):
    group_id: str
    user_id: str
