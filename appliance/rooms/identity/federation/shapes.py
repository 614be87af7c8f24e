"""Connections on the wire. Secrets come in and never go out."""

from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, field_validator

from appliance.kernel.actor import Role
from appliance.kernel.page import Filter
from appliance.kernel.shape import PRINTABLE, Line, Moment, Shape, Token, View
from appliance.rooms.identity.federation.mapping import Mapping
from appliance.rooms.identity.federation.policy import VERBS
from appliance.rooms.identity.federation.ports import providers
from appliance.rooms.identity.federation.tables import Connection, ProviderKind

Domain = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, pattern=r"^[^@\s]{1,253}$"), PRINTABLE]
Domains = Annotated[list[Domain], Field(max_length=100)]
Settings = Annotated[dict[Line, Any], Field(max_length=50)]
Secrets = Annotated[dict[Line, Token | None], Field(max_length=10)]
_LONGEST_MATERIAL = 100_000


class ConnectionDraft(Shape):
    kind: ProviderKind
    label: Line
    settings: Settings
    enabled: bool = True
    secrets: Secrets = Field(default_factory=dict)
    mapping: Mapping = Field(default_factory=Mapping)
    creates_people: bool = False
    links_verified_email: bool = False
    trusts_email: bool = False
    trusts_second_factor: bool = False
    default_role: Role = Role.EDITOR
    group_ids: list[str] = Field(default_factory=list)
    domains: Domains = Field(default_factory=list)
    enforced: bool = False


class ConnectionPatch(Shape):
    """Of settings and secrets only the keys that are sent change; null clears one."""

    label: Line | None = None
    settings: Settings | None = None
    enabled: bool | None = None
    secrets: Secrets | None = None
    mapping: Mapping | None = None
    creates_people: bool | None = None
    links_verified_email: bool | None = None
    trusts_email: bool | None = None
    trusts_second_factor: bool | None = None
    default_role: Role | None = None
    group_ids: list[str] | None = None
    domains: Domains | None = None
    enforced: bool | None = None


class ConnectionFilter(Filter):
    sorts = ("-created_at", "created_at", "label", "kind")

    kind: ProviderKind
    label: str
    enabled: bool


class ConnectionView(View):
    id: str
    kind: ProviderKind
    label: str
    enabled: bool
    settings: dict[str, Any]
    secrets_set: list[str]
    mapping: Mapping
    creates_people: bool
    links_verified_email: bool
    trusts_email: bool
    trusts_second_factor: bool
    default_role: Role
    group_ids: list[str]
    domains: list[str]
    enforced: bool
    vouched: bool
    callback_url: str | None
    login_url: str | None
    created_at: Moment
    updated_at: Moment
    can: list[str]

    @classmethod
    def of(cls, row: Connection, secrets: list[str], address: str) -> Self:
        """A connection as administrators see it; `address` is the appliance's own."""
        provider = providers.get(row.kind)
        login = f"{address}{provider.login}?connection={row.id}" if provider and provider.login else None
        callback = f"{address}{provider.callback}" if provider and provider.callback else None
        return cls.from_row(row, secrets_set=secrets, callback_url=callback, login_url=login, can=list(VERBS))


class WayInView(View):
    """A button of the sign-in page, or that its form asks a directory too."""

    id: str
    kind: ProviderKind
    label: str
    url: str | None
    is_form: bool


class FindingView(View):
    step: str
    is_well: bool
    detail: str


class TestView(View):
    __test__ = False  # no test of ours

    is_well: bool
    steps: list[FindingView]


class RehearsalDraft(Shape):
    """`material` is what the provider would send: claims as JSON, a token, or an assertion. It is not proven."""

    connection_id: str
    material: Annotated[str, StringConstraints(min_length=1, max_length=_LONGEST_MATERIAL), PRINTABLE]
    mapping: Mapping | None = None

    @field_validator("material")
    @classmethod
    def _trimmed(cls, given: str) -> str:
        return given.strip()


class RehearsedGroup(View):
    id: str
    name: str


class RehearsalView(View):
    """What would come of it: signed_in, linked, created or refused, with the reason of each field."""

    outcome: str
    refusal: str | None
    message: str | None
    user_id: str | None
    issuer: str
    subject: str
    email: str | None
    email_verified: bool
    name: str | None
    role: Role
    groups: list[RehearsedGroup]
    reasons: dict[str, str]
    claims: list[str]
    checks: list[FindingView]
