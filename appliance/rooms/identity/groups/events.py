"""What happened to groups."""

from appliance.kernel.event import Event


class GroupCreated(Event):
    group_id: str
    parent_id: str | None


class GroupChanged(Event):
    group_id: str
    fields: list[str]


class GroupRemoved(Event):
    group_id: str


class MembersAdded(Event):
    group_id: str
    user_ids: list[str]


class MemberRemoved(Event):
    group_id: str
    user_id: str
