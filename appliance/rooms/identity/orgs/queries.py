"""Reads of organisations."""

from appliance.kernel.actor import Actor
from appliance.rooms import licensing
from appliance.rooms.identity.orgs.tables import Organisation


def the_org() -> Organisation | None:
    """The first organisation, or None before set-up."""
    found: Organisation | None = Organisation.select().order_by(Organisation.id).first()
    return found


def name_of(id: str) -> str:
    """The organisation's name; empty when it is not there."""
    row = Organisation.get_or_none(Organisation.id == id)
    return row.name if row else ""


@licensing.counted("organisations")
def count() -> int:
    """How many organisations there are."""
    found: int = Organisation.select().count()
    return found


def may_see(actor: Actor, id: str) -> bool:
    """Everybody sees their own organisation."""
    return actor.org_id == id
