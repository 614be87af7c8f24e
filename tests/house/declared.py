"""The declared endpoints, as the derived suites take them."""

from appliance.house import build
from appliance.web.own import with_own

HOUSE = with_own(build())
ENDPOINTS = HOUSE.endpoints
BY_KEY = HOUSE.by_key
KEYS = sorted(BY_KEY)


MACHINES = ("BOT", "DEPLOY", "CI", "INTERNAL")
"""Rows that keys of their own open, and no person."""


def of_people(one):
    """Whether people call this endpoint."""
    return one.access.word not in MACHINES


def keys_of(which):
    """Keys of the endpoints of which this is true."""
    return [key for key in KEYS if which(BY_KEY[key])]
