"""Sign-ins on their way, and the appliance's own key."""

from appliance.store.columns import Bytes, Digest, IdOf, Line, Prose, Stamp
from appliance.store.table import Table


class Begun(Table, prefix="srq", feed=False):
    """One request that a browser was sent away with. It is answered once, within ten minutes, in that browser."""

    connection_id = IdOf("sso")
    request_id = Line(unique=True)
    relay_hash = Digest(unique=True)
    browser_hash = Digest()
    then = Line(optional=True)
    expires_at = Stamp(fast=True)
    answered_at = Stamp(optional=True)
    ticket_hash = Digest(optional=True, unique=True)  # of the second step, for browsers that held their cookie back
    answer = Bytes(optional=True)  # what was proven, sealed, until that step


class OwnKey(Table, prefix="smk", feed=False):
    """The key that signs our requests and opens what is encrypted for us; one for the appliance."""

    private_key = Bytes()  # sealed
    certificate = Prose()
    expires_at = Stamp()
