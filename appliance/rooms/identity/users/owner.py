"""The owner of a credential as they are now, read raw at each request: no cache, so every change holds at once.

Two small prepared reads are faster than one join: 6 microseconds against 19. A group's parent counts as a group too.
"""

from dataclasses import dataclass

from appliance import config
from appliance.kernel.actor import Role
from appliance.kernel.problem import Unauthorized
from appliance.kernel.room import RawReader
from appliance.rooms.identity.users.tables import Kind

_PERSON = """
SELECT org_id, role, kind, address, active, deleted_at, session_epoch, key_epoch,
  (SELECT group_concat(group_id || coalesce(',' || parent_id, '')) FROM groups_membership
     JOIN groups_group ON groups_group.id = group_id WHERE user_id = users_user.id)
FROM users_user WHERE id = ?
"""
_FIRST_ADMINISTRATOR = """
SELECT id FROM users_user WHERE role = 'admin' AND active = 1 AND kind = 'person' AND deleted_at IS NULL
  AND joined_at IS NOT NULL AND org_id = (SELECT min(id) FROM orgs_organisation) ORDER BY id LIMIT 1
"""
_ROLES = {str(role): role for role in Role}


@dataclass(frozen=True, slots=True)
class Owner:
    """A live person or service account."""

    id: str
    org_id: str
    role: Role
    kind: str
    is_operator: bool
    group_ids: tuple[str, ...]
    session_epoch: int
    key_epoch: int


def owner(reader: RawReader, id: str) -> Owner:
    """Who owns a credential; Unauthorized("revoked") for somebody disabled or removed."""
    row = reader.one(_PERSON, (id,))
    if row is None or not row[4] or row[5] is not None:
        raise Unauthorized("revoked")
    org_id, role, kind, address, _, _, session_epoch, key_epoch, group_ids = row
    return Owner(
        id, org_id, _ROLES[role], kind, role == Role.ADMIN and kind == Kind.PERSON and _operates(reader, id, address),
        tuple(dict.fromkeys(group_ids.split(","))) if group_ids else (), session_epoch, key_epoch,
    )  # fmt: skip


def _operates(reader: RawReader, id: str, address: str) -> bool:
    operators = config.in_force().operators
    if operators:
        return address in {name.strip().casefold() for name in operators}
    return reader.one(_FIRST_ADMINISTRATOR) == (id,)
