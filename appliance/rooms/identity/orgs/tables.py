"""Organisations."""

from enum import StrEnum

from appliance.store.columns import Choice, Flag, Json, Line
from appliance.store.table import Table


class Language(StrEnum):
    """Languages of the page and of what the appliance writes itself."""

    ENGLISH = "en"
    GERMAN = "de"


class BetaFeature(StrEnum):
    """What may be tried before it is on for everybody."""

    NOTEBOOKS = "notebooks"
    VOICE_CALL = "voice_call"
    AGENT_MEMORY = "agent_memory"
    SKILLS = "skills"
    TICKET_ASSISTANT = "ticket_assistant"
    RERANKER = "reranker"


class Organisation(Table, prefix="org"):
    """A tenant; its `org_id` is its own id. What is empty has the default of `queries.settings`."""

    name = Line()
    language = Choice(Language, optional=True)
    time_zone = Line(optional=True)
    public_chat = Flag(optional=True)
    beta_features = Json(optional=True)
