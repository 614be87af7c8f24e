"""People and groups as SCIM writes them. Names of attributes are read in whatever case, flags also as text."""

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from appliance.kernel.actor import Role
from appliance.kernel.shape import Line, Moment, Shape, View
from appliance.rooms.identity.scim.wire import ENTERPRISE, GROUP, MESSAGES, USER
from appliance.rooms.identity.users.shapes import Email

MOST_VALUES = 50
MOST_MEMBERS = 20_000
MOST_OPERATIONS = 1_000
_FLAGS = {"true": True, "false": False}


def _flag(value: Any) -> Any:
    return _FLAGS.get(value.lower(), value) if isinstance(value, str) else value


def _text(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


LaxFlag = Annotated[bool, BeforeValidator(_flag)]
Text = Annotated[Line | None, BeforeValidator(_text)]


class ScimShape(Shape):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore", allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _fold_names(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        known = {str(one.alias).lower(): str(one.alias) for one in cls.model_fields.values()}
        return {known.get(str(key).lower(), key): value for key, value in given.items()}


class NameParts(ScimShape):
    formatted: Text = None
    family_name: Text = None
    given_name: Text = None
    middle_name: Text = None
    honorific_prefix: Text = None
    honorific_suffix: Text = None


class Valued(ScimShape):
    """One of several values."""

    value: Text = None
    display: Text = None
    type: Text = None
    primary: LaxFlag | None = None


class Place(ScimShape):
    formatted: Annotated[str | None, Field(max_length=1000)] = None
    street_address: Annotated[str | None, Field(max_length=1000)] = None
    locality: Text = None
    region: Text = None
    postal_code: Text = None
    country: Text = None
    type: Text = None
    primary: LaxFlag | None = None


class Manager(ScimShape):
    value: Text = None
    display_name: Text = None


class Enterprise(ScimShape):
    employee_number: Text = None
    cost_center: Text = None
    organisation: Annotated[Text, Field(alias="organization")] = None
    division: Text = None
    department: Text = None
    manager: Manager | None = None


Values = Annotated[list[Valued] | None, Field(max_length=MOST_VALUES)]


class PersonBody(ScimShape):
    """A person whole: what POST and PUT send, and what a PATCH results in."""

    user_name: Email
    external_id: Text = None
    display_name: Text = None
    name: NameParts | None = None
    nick_name: Text = None
    title: Text = None
    user_type: Text = None
    preferred_language: Text = None
    locale: Text = None
    timezone: Text = None
    active: LaxFlag | None = None  # left out: stays as it is
    emails: Values = None
    phone_numbers: Values = None
    addresses: Annotated[list[Place] | None, Field(max_length=MOST_VALUES)] = None
    roles: Values = None
    enterprise: Annotated[Enterprise | None, Field(alias=ENTERPRISE)] = None

    def kept(self) -> dict[str, Any]:
        """What is kept as it came, without what has columns of its own."""
        core = {"user_name", "external_id", "display_name", "active", "roles"}
        return self.model_dump(mode="json", by_alias=True, exclude_none=True, exclude=core)

    def shown_name(self) -> str:
        """The one name that the appliance shows."""
        parts = self.name or NameParts()
        joined = " ".join(part for part in (parts.given_name, parts.family_name) if part)
        return self.display_name or parts.formatted or joined or self.user_name.partition("@")[0]

    def role(self) -> Role | None:
        """The role that is asked for: the primary one of `roles`, or the first that is one of ours."""
        given = sorted(self.roles or [], key=lambda one: not one.primary)
        found = [one.value.lower() for one in given if one.value and one.value.lower() in set(Role)]
        return Role(found[0]) if found else None


class Member(ScimShape):
    value: Line
    type: Text = None


class GroupBody(ScimShape):
    """A group whole. Without `members` nobody is in it."""

    display_name: Line
    external_id: Text = None
    members: Annotated[list[Member], Field(max_length=MOST_MEMBERS)] = []


def _op(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


class Operation(ScimShape):
    op: Annotated[Literal["add", "remove", "replace"], BeforeValidator(_op)]
    path: Annotated[str | None, Field(max_length=2000)] = None
    value: Any = None


def _some(given: list[Operation]) -> list[Operation]:
    if not given:
        raise ValueError("must name at least one operation")
    return given


class PatchBody(ScimShape):
    """Changes, one after the other, all or none."""

    operations: Annotated[list[Operation], AfterValidator(_some), Field(alias="Operations", max_length=MOST_OPERATIONS)]

    def told(self) -> list[tuple[str, str | None, Any]]:
        """The operations as `(op, path, value)`."""
        return [(one.op, one.path, one.value) for one in self.operations]


def _is_none(value: Any) -> bool:
    return value is None


def _optional(**more: Any) -> Any:
    return Field(default=None, exclude_if=_is_none, **more)


class ScimView(View):
    model_config = ConfigDict(
        from_attributes=True, alias_generator=to_camel, populate_by_name=True, serialize_by_alias=True, extra="allow"
    )


class Meta(ScimView):
    resource_type: str
    created: Moment | None = _optional()
    last_modified: Moment | None = _optional()
    location: str
    version: str | None = _optional()


class ResourceView(ScimView):
    """One resource; attributes that were not asked for are left out."""

    schemas: list[str]
    id: str
    meta: Meta | None = _optional()

    def at_version(self, row: Any) -> Self:
        """The same with the row's version as its ETag."""
        self._etag = f'"{row.id}.{row.version}"'
        return self


class PersonView(ResourceView):
    """A person; the attributes are those of `/Schemas`."""

    resource: ClassVar[str] = USER
    user_name: str | None = _optional()
    external_id: str | None = _optional()
    display_name: str | None = _optional()
    active: bool | None = _optional()


class GroupView(ResourceView):
    """A group and who is in it."""

    resource: ClassVar[str] = GROUP
    display_name: str | None = _optional()
    external_id: str | None = _optional()
    members: list[dict[str, str]] | None = _optional()


class ListView(ScimView):
    schemas: list[str] = [f"{MESSAGES}ListResponse"]
    total_results: int
    start_index: int = 1
    items_per_page: int
    resources: Annotated[list[dict[str, Any]], Field(alias="Resources")]


class DocumentView(ScimView):
    """One of the documents by which a client learns what is offered here."""

    schemas: list[str]


class ProvisioningView(View):
    """What an administrator sees of provisioning."""

    base_url: str
    people: int
    suspended: int
    groups: int
    last_call_at: Moment | None
