"""What somebody installed from the marketplace: they read it while it is published, and never write it."""

from collections.abc import Sequence
from typing import Any

from appliance.kernel.actor import Actor
from appliance.rooms.identity import grants
from appliance.rooms.identity.grants import Level
from appliance.rooms.knowledge.collections.tables import Installation, KnowledgeBase
from appliance.store.listing import tuples
from appliance.store.unit import reading_connection

_ANY = "SELECT 1 FROM collections_installation WHERE user_id = ? LIMIT 1"


def ids(actor: Actor) -> Any:
    """A subquery of the bases that the actor installed; None for nearly everybody, who installed none."""
    if not reading_connection().execute(_ANY, (actor.id,)).fetchall():
        return None
    return Installation.select(Installation.knowledge_base_id).where(Installation.user_id == actor.id)


def among(base_ids: Sequence[str], actor: Actor) -> set[str]:
    """Those of the bases that the actor installed."""
    rows: Any = Installation.select(Installation.knowledge_base_id).where(
        (Installation.user_id == actor.id) & Installation.knowledge_base_id.in_(list(base_ids))
    )
    return {id_ for (id_,) in tuples(rows)}


def held_of(rows: Sequence[KnowledgeBase], actor: Actor) -> dict[str, Level]:
    """The strongest level of each base: what was granted; what was installed is a viewer's."""
    held = grants.held_of(rows, actor)
    theirs = among([row.id for row in rows], actor) if ids(actor) is not None else set()
    return dict.fromkeys(theirs, Level.VIEWER) | held
