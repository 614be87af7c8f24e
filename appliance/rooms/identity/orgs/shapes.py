"""The organisation on the wire."""

import functools
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator

from appliance.kernel.shape import Line, Moment, Shape, View
from appliance.rooms.identity.orgs.tables import BetaFeature, Language


@functools.cache
def _time_zones() -> frozenset[str]:
    return frozenset({"UTC", *available_timezones()})


def _time_zone(name: str) -> str:
    if name not in _time_zones():
        raise ValueError("must be a time zone, for instance Europe/Berlin")
    return name


TimeZone = Annotated[Line, AfterValidator(_time_zone)]
"""A name of the IANA time zone database."""


class OrganisationPatch(Shape):
    """What is sent changes; null puts a setting back to its default, beta_features are switched one by one.

    `public_chat` names the organisation publicly when true and closes every embedded chat when false; unset, each
    key's list of origins decides.
    """

    name: Line | None = None
    language: Language | None = None
    time_zone: TimeZone | None = None
    public_chat: bool | None = None
    beta_features: dict[BetaFeature, bool] | None = None


class OrganisationSettingsView(View):
    id: str
    name: str
    language: Language
    time_zone: str
    public_chat: bool | None
    beta_features: dict[BetaFeature, bool]
    created_at: Moment
    updated_at: Moment
    can: list[str]
