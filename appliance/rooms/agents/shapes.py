"""What comes in and goes out about agents."""

from typing import Annotated, ClassVar, Self

from pydantic import Field

from appliance.kernel.actor import Actor
from appliance.kernel.page import Filter
from appliance.kernel.shape import Line, Moment, Prose, Shape, View
from appliance.rooms.agents.policy import allowed
from appliance.rooms.agents.tables import Agent, Visibility
from appliance.rooms.identity.grants import Level

Temperature = Annotated[float, Field(ge=0, le=2)]
MaxTokens = Annotated[int, Field(ge=1, le=1_000_000)]
Ids = Annotated[list[str], Field(max_length=200)]
Prompts = Annotated[list[Line], Field(max_length=10)]


class AgentDraft(Shape):
    """A new agent. `provider_id` and `model` left out mean the ones of the appliance."""

    name: Line
    description: Prose = ""
    instructions: Prose = ""
    provider_id: Line | None = None
    model: Line | None = None
    temperature: Temperature | None = None
    max_tokens: MaxTokens | None = None
    knowledge_base_ids: Ids = Field(default_factory=list)
    tools: Ids = Field(default_factory=list)
    visibility: Visibility = Visibility.PRIVATE
    group_ids: Ids = Field(default_factory=list)
    starter_prompts: Prompts = Field(default_factory=list)


class AgentPatch(AgentDraft):
    """Only what is sent changes."""

    name: Line = ""


class AgentFilter(Filter):
    """By what the list of agents is narrowed and sorted."""

    sorts: ClassVar[tuple[str, ...]] = ("-created_at", "updated_at", "name")

    name: str
    visibility: Visibility
    owner_id: str
    created_at: Moment
    updated_at: Moment


class AgentView(View):
    """An agent as its readers see it; `can` names what this reader may do with it."""

    id: str
    name: str
    description: str
    instructions: str
    owner_id: str
    visibility: Visibility
    group_ids: list[str]
    provider_id: str | None
    model: str | None
    temperature: float | None
    max_tokens: int | None
    knowledge_base_ids: list[str]
    tools: list[str]
    starter_prompts: list[str]
    created_at: Moment
    updated_at: Moment
    can: list[str]

    @classmethod
    def of(cls, agent: Agent, actor: Actor, held: Level | None = None) -> Self:
        """The view for this actor, who was granted this level."""
        return cls.from_row(agent, can=allowed(agent, actor, held))
