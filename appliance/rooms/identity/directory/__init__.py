"""Signing in with the name and password of the company's directory: LDAP and Active Directory.

Names and passwords go to the directory over TLS alone and are kept nowhere. An hourly chore suspends who has left.
"""

from appliance.rooms.identity.directory.provider import PROVIDER

__all__ = ["PROVIDER"]
