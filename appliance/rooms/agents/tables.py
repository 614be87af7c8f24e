"""What an agent is made of. Knowledge bases, groups and the owner are named by id."""

from enum import StrEnum

from appliance.store.columns import Choice, IdOf, Json, Line, Prose, Real, Whole
from appliance.store.table import Table


class Visibility(StrEnum):
    """Who finds an agent: its owner, members of its groups, or everybody in the organisation."""

    PRIVATE = "private"
    GROUPS = "groups"
    ORGANISATION = "organisation"


class Agent(Table, prefix="agt"):
    """An assistant with instructions, a model and the bases it may search."""

    name = Line()
    description = Prose(default="")
    instructions = Prose(default="")
    owner_id = IdOf("usr")
    visibility = Choice(Visibility, default=Visibility.PRIVATE)
    group_ids = Json(default=list)
    provider_id = Line(optional=True)
    model = Line(optional=True)
    temperature = Real(optional=True)
    max_tokens = Whole(optional=True)
    knowledge_base_ids = Json(default=list)
    tools = Json(default=list)
    starter_prompts = Json(default=list)

    fast = (("org_id", "created_at"), ("org_id", "owner_id"))
