"""Keys let programs act as their owner. Shown once, kept as a digest, revoked at once; a key never makes another."""

from appliance.rooms.identity.keys.actions import revoke_all

__all__ = ["revoke_all"]
