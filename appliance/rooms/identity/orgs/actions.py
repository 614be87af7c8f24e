"""Changes of organisations."""

from typing import Any

from appliance.kernel.event import emit
from appliance.kernel.ids import new_id
from appliance.rooms.identity.orgs.events import OrganisationChanged, OrganisationFounded
from appliance.rooms.identity.orgs.tables import Organisation


def found_organisation(name: str) -> Organisation:
    """Make an organisation."""
    id_ = new_id(Organisation.prefix)
    organisation = Organisation.add(id=id_, org_id=id_, name=name)
    emit(OrganisationFounded(id_))
    return organisation


def change(row: Organisation, sent: dict[str, Any]) -> Organisation:
    """Change settings. Null is the default again; beta features are switched one by one."""
    if sent.get("name", row.name) is None:
        sent.pop("name")
    if sent.get("beta_features") is not None:
        sent["beta_features"] = (row.beta_features or {}) | {str(one): on for one, on in sent["beta_features"].items()}
    fields = {name: value for name, value in sent.items() if getattr(row, name) != value}
    if fields:
        row.change(**fields)
        emit(OrganisationChanged(row.id, sorted(fields)))
    return row
