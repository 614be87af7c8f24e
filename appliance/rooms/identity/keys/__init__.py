"""Keys let programs act as their owner. Shown once, kept as a digest, revoked at once; a key never makes another."""

from appliance.rooms.identity.keys.actions import revoke_all
from appliance.rooms.identity.keys.lookup import Lookup, require_open
from appliance.rooms.identity.keys.networks import Networks, is_within
from appliance.rooms.identity.keys.policy import require_mint
from appliance.rooms.identity.keys.shapes import LifeDays, RateLimit
from appliance.rooms.identity.keys.uses import Uses

__all__ = [
    "LifeDays",
    "Lookup",
    "Networks",
    "RateLimit",
    "Uses",
    "is_within",
    "require_mint",
    "require_open",
    "revoke_all",
]
