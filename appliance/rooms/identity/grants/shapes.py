"""Grants on the wire."""

from typing import ClassVar, Literal

from appliance.kernel.page import Filter
from appliance.kernel.shape import Line, Moment, Shape, View
from appliance.rooms.identity.grants.tables import Level, SubjectKind


class GrantDraft(Shape):
    """A level for a person or a group on a knowledge base, an agent or a conversation; for good without an end."""

    resource_id: Line
    subject_id: Line
    level: Level
    expires_at: Moment | None = None


class GrantPatch(Shape):
    """What is sent changes; null takes the end away."""

    level: Level | None = None
    expires_at: Moment | None = None


class GrantFilter(Filter):
    sorts: ClassVar[tuple[str, ...]] = ("-created_at", "updated_at", "expires_at")
    extras: ClassVar[frozenset[str]] = frozenset({"resource", "subject"})

    resource: str
    subject: str
    kind: str
    level: Level
    created_at: Moment
    updated_at: Moment
    expires_at: Moment


class GrantView(View):
    id: str
    kind: str
    resource_id: str
    subject_kind: SubjectKind
    subject_id: str
    subject_name: str
    level: Level
    granted_by: str
    granted_by_name: str
    expires_at: Moment | None
    expired: bool
    created_at: Moment
    updated_at: Moment
    can: list[str]


class SubjectFilter(Filter):
    extras: ClassVar[frozenset[str]] = frozenset({"search"})

    search: str


class SubjectView(View):
    """Somebody, or a group, to whom something may be granted."""

    kind: SubjectKind
    id: str
    name: str


class SubjectsView(View):
    data: list[SubjectView]


class AccessEntryView(View):
    """One way in, or a deny. Without an id it is everybody of the organisation, or its administrators."""

    reason: Literal["owner", "organisation", "group", "administrators", "grant"]
    level: Level
    subject_kind: SubjectKind | None = None
    subject_id: str | None = None
    subject_name: str | None = None
    grant_id: str | None = None
    granted_by: str | None = None
    granted_by_name: str | None = None
    expires_at: Moment | None = None
    expired: bool = False


class AccessView(View):
    """Who reaches a thing, and why; `levels` are those that the reader may give."""

    resource_id: str
    kind: str
    name: str
    data: list[AccessEntryView]
    levels: list[Level]
    can: list[str]
