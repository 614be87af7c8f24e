"""The hourly look into directories: who left it or is disabled is suspended, groups of the others are renewed.

Never an operator who can come in when the directory is down, and never many at once: that is a fault, not a leaving.
"""

from dataclasses import dataclass

from appliance.engines.directory import DirectoryDown, Found
from appliance.kernel.actor import system
from appliance.kernel.event import emit
from appliance.rooms.identity import federation, users
from appliance.rooms.identity.directory.events import DirectorySynced, DirectorySyncHeld
from appliance.rooms.identity.directory.provider import asserted, directory_of, issuer_of
from appliance.rooms.identity.federation import Connection, Identity, ProviderKind
from appliance.rooms.identity.federation.events import DirectorySilent
from appliance.rooms.identity.users import User
from appliance.rooms.identity.users import actions as people
from appliance.rooms.identity.users.queries import is_last_admin
from appliance.store.database import read_now, write_now


@dataclass(frozen=True, slots=True)
class _Known:
    """Somebody who came by the directory and is not suspended."""

    user: User
    identity: Identity


def every() -> None:
    """Look into each directory that is to be looked into; blocking, outside of units."""
    for connection in read_now(federation.enabled, ProviderKind.LDAP):
        if connection.settings.get("syncs", True) and connection.settings.get("bind_dn"):
            one(connection)


def one(connection: Connection) -> None:
    """Look into one directory."""
    known = read_now(_known, connection)
    if not known:
        return
    try:
        found = {one.id: one for one in directory_of(connection).people({each.identity.subject for each in known})}
    except (DirectoryDown, ValueError) as down:
        write_now(emit, DirectorySilent(connection.id, connection.org_id, str(down)))
        return
    here = [each for each in known if _is_in(each, found)]
    gone = [each for each in known if not _is_in(each, found) and read_now(_may_be_suspended, each)]
    if len(gone) > max(1, len(known) * int(connection.settings["most_suspended_percent"]) // 100):
        write_now(emit, DirectorySyncHeld(connection.id, connection.org_id, len(gone), len(known)))
        gone = []
    for each in here:
        write_now(federation.renew, connection, each.identity, asserted(connection, found[each.identity.subject]))
    for each in gone:
        write_now(_suspend, each.user.id, connection)
    write_now(emit, DirectorySynced(connection.id, connection.org_id, len(here), len(gone)))


def _known(connection: Connection) -> list[_Known]:
    rows = federation.identities_by(connection.org_id, issuer_of(connection))
    return [_Known(user, row) for row in rows if (user := users.live(row.user_id)) is not None]


def _is_in(each: _Known, found: dict[str, Found]) -> bool:
    entry = found.get(each.identity.subject)
    return entry is not None and not entry.is_disabled


def _may_be_suspended(each: _Known) -> bool:
    return each.user.id not in federation.break_glass_ids() and not is_last_admin(each.user)


def _suspend(user_id: str, connection: Connection) -> None:
    user = users.live(user_id)
    if user is not None and not is_last_admin(user):
        people.change(user, {"active": False}, by=system(connection.org_id))
