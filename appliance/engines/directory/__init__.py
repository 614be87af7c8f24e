"""Directories by LDAP (RFC 4511), Active Directory too: TLS that is proven, no referrals, every wait bounded.

Our own small client: the usual pure Python one has had no release since 2021, warns at each import on current
libraries, and proves host names by code of its own.
"""

from appliance.engines.directory.connection import DirectoryDown, Server
from appliance.engines.directory.filters import encoded, escaped
from appliance.engines.directory.lane import off_the_loop
from appliance.engines.directory.people import Directory, Found, Lookup, Verdict

__all__ = [
    "Directory", "DirectoryDown", "Found", "Lookup", "Server", "Verdict", "encoded", "escaped", "off_the_loop",
]  # fmt: skip
