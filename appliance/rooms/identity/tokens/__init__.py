"""Personal access tokens: a person's rights of this moment, carried by a program of theirs until an exact instant.

Revoked and expired ones stay in the list, so that one sees which was used when.
"""

from appliance.rooms.identity.tokens.actions import revoke_all

__all__ = ["revoke_all"]
