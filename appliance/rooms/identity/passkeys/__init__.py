"""Passkeys: a way in without a password, a second step, and a fresh proof. Each holds at one exact origin.

A challenge is answered once, within five minutes, by the browser that was asked.
"""

from appliance.rooms.identity.passkeys.actions import forget_person

__all__ = ["forget_person"]
