"""The door of the organisation."""

from appliance.kernel.access import ADMIN, VIEWER
from appliance.kernel.actor import Actor
from appliance.kernel.door import READ, WRITE, Door
from appliance.rooms.identity.orgs import actions, queries
from appliance.rooms.identity.orgs.events import OrganisationChanged
from appliance.rooms.identity.orgs.shapes import OrganisationPatch, OrganisationSettingsView
from appliance.rooms.identity.orgs.tables import Organisation

door = Door("orgs", about="The organisation")


@door.get("/api/organisation", access=VIEWER, mode=READ, target=queries.mine)
def read_organisation(organisation: Organisation, *, actor: Actor) -> OrganisationSettingsView:
    """Read the settings of my organisation."""
    return queries.settings(organisation, actor)


@door.patch("/api/organisation", access=ADMIN, mode=WRITE, target=queries.mine, emits=[OrganisationChanged])
def change_organisation(
    organisation: Organisation, patch: OrganisationPatch, *, actor: Actor
) -> OrganisationSettingsView:
    """Change name, language, time zone, the public embedded chat, and beta features."""
    return queries.settings(actions.change(organisation, patch.sent()), actor)
