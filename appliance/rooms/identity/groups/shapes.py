"""Groups on the wire."""

from appliance.kernel.page import Filter
from appliance.kernel.shape import Line, Moment, Shape, View


class GroupDraft(Shape):
    """A new group, or what a group is replaced by: omitted fields go back to their default."""

    name: Line
    description: Line | None = None
    parent_id: str | None = None


class GroupPatch(Shape):
    name: Line | None = None
    description: Line | None = None
    parent_id: str | None = None


class GroupFilter(Filter):
    sorts = ("name", "created_at")

    name: str
    parent_id: str


class MemberView(View):
    id: str
    since: Moment


class GroupView(View):
    id: str
    name: str
    description: str | None
    parent_id: str | None
    member_count: int
    managed_by: str | None
    created_at: Moment
    updated_at: Moment
    can: list[str]


class GroupWithMembersView(GroupView):
    members: list[MemberView]
