"""What happened to organisations."""

from dataclasses import dataclass

from appliance.kernel.event import Event


@dataclass(frozen=True)
class OrganisationFounded(Event):
    org_id: str


@dataclass(frozen=True)
class OrganisationChanged(Event):
    org_id: str
    fields: list[str]
