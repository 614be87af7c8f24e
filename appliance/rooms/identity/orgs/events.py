"""What happened to organisations."""

from appliance.kernel.event import Event


class OrganisationFounded(Event):
    org_id: str


class OrganisationChanged(Event):
    org_id: str
    fields: list[str]
