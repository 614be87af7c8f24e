"""Changes of organisations."""

from appliance.kernel.event import emit
from appliance.kernel.ids import new_id
from appliance.rooms.identity.orgs.events import OrganisationFounded
from appliance.rooms.identity.orgs.tables import Organisation


def found_organisation(name: str) -> Organisation:
    """Make an organisation."""
    id_ = new_id(Organisation.prefix)
    organisation = Organisation.add(id=id_, org_id=id_, name=name)
    emit(OrganisationFounded(id_))
    return organisation
