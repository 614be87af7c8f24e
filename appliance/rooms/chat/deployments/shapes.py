"""Deployments on the wire."""

from typing import Annotated, Any, Self

from pydantic import AliasChoices, Field, StringConstraints

from appliance.kernel.actor import Actor
from appliance.kernel.model import Model
from appliance.kernel.page import Filter
from appliance.kernel.shape import PRINTABLE, Line, Moment, Prose, Shape, View
from appliance.rooms.chat.bots import AllowedOrigins
from appliance.rooms.chat.conversations import CitationView, FailureView, Message, State, UsageView
from appliance.rooms.chat.deployments.policy import may_change
from appliance.rooms.chat.deployments.tables import Deployment, EntityType, Status
from appliance.rooms.chat.turns.shapes import Question

DEFAULT_RATE = 60
_MOST_OVERLAP_HOURS = 30 * 24
Rate = Annotated[int, Field(strict=True, ge=1, le=10_000)]
EntityId = Annotated[str, Field(validation_alias=AliasChoices("entity_id", "agent_id"))]


class DeploymentReplacement(Shape):
    """What may be changed of a deployment; omitted fields go back to their default."""

    name: Line
    description: Prose = ""
    status: Status = Status.ACTIVE
    rate_limit: Rate = DEFAULT_RATE
    allowed_origins: AllowedOrigins = Field(default_factory=list)


class DeploymentDraft(DeploymentReplacement):
    """An agent as an endpoint. Its settings of this moment are the first version; `agent_id` is another name."""

    entity_type: EntityType = EntityType.AGENT
    entity_id: EntityId


class DeploymentPatch(Shape):
    """What is sent changes. `version` goes back to a published one; `publish` puts the agent as it is now behind it."""

    name: Line | None = None
    description: Prose | None = None
    status: Status | None = None
    rate_limit: Rate | None = None
    allowed_origins: AllowedOrigins | None = None
    version: Annotated[int, Field(ge=1)] | None = None
    publish: bool = False


class DeploymentRotation(Shape):
    """For how many hours the former key works beside the new one; 0 ends it with the answer."""

    overlap_hours: Annotated[int, Field(strict=True, ge=0, le=_MOST_OVERLAP_HOURS)]


class DeploymentFilter(Filter):
    """By what the list of deployments is narrowed and sorted."""

    sorts = ("-created_at", "updated_at", "name")

    name: str
    entity_id: str
    owner_id: str
    status: Status
    created_at: Moment


class DeploymentView(View):
    """A deployment as its readers see it; `entity_name` is null once the agent was removed."""

    id: str
    name: str
    description: str
    entity_type: EntityType
    entity_id: str
    entity_name: str | None
    owner_id: str
    status: Status
    rate_limit: int
    allowed_origins: list[str]
    version: int
    version_tag: str
    versions: int
    has_key: bool
    display: str | None
    usage_count: int
    last_used_at: Moment | None
    last_used_address: str | None
    created_at: Moment
    updated_at: Moment
    can: list[str]

    @classmethod
    def of(cls, row: Deployment, actor: Actor, **more: Any) -> Self:
        """The view for this actor; `more` are the facts that other rows hold."""
        can = ["deployments:change"] if may_change(row, actor) else []
        return cls.from_row(row, can=can, version=row.release, has_key=row.digest is not None, **more)


class NewDeploymentView(DeploymentView):
    """A deployment with its key, shown once; null when a key made it. `api_key` is the same under its older name."""

    secret: str | None
    api_key: str | None


class RunDraft(Shape):
    """A question to the deployed agent."""

    input: Question
    stream: bool = False


class RunView(View):
    """A whole answer."""

    id: str
    deployment_id: str
    version: int
    output: str
    model: str | None
    usage: UsageView | None
    cost_micros: int
    citations: list[CitationView]
    finish_reason: str | None

    @classmethod
    def of(cls, message: Message, row: Deployment) -> Self:
        """The view of an answer."""
        return cls.from_row(message, deployment_id=row.id, version=row.release, output=message.text)


class PastRunFilter(Filter):
    """By what past runs are narrowed and sorted."""

    sorts = ("-created_at", "created_at")

    created_at: Moment


class PastRunView(View):
    """One run, for those who may change the deployment."""

    id: str
    input: str
    output: str
    state: State
    error: FailureView | None
    model: str | None
    created_at: Moment
    ended_at: Moment | None


class PublishDraft(Shape):
    """What to publish: the agent of a deployment, or an agent that has one deployment at most."""

    version_tag: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), PRINTABLE]
    deployment_id: str | None = None
    entity_type: EntityType = EntityType.AGENT
    entity_id: Annotated[str | None, Field(validation_alias=AliasChoices("entity_id", "agent_id"))] = None


class PublishedView(Model):
    """What was published. There is never a key in it."""

    id: str
    deployment_id: str
    entity_type: EntityType
    entity_id: str
    version: int
    version_tag: str
    status: Status
    deployed_at: Moment


class DeploymentStatusView(Model):
    """How a deployment is."""

    id: str
    name: str
    entity_type: EntityType
    entity_id: str
    status: Status
    version: int
    version_tag: str
    usage_count: int
    last_run_status: State | None
    last_run_at: Moment | None
