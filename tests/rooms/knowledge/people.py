"""Ada administers Acme, Ben and Cleo edit, Dan only looks; Eve administers Umbra."""

from appliance.kernel.actor import Actor, Credential, Role
from appliance.kernel.ids import new_id

ACME, UMBRA = new_id("org"), new_id("org")


def person(org_id: str, role: Role, *group_ids: str) -> Actor:
    return Actor(new_id("usr"), org_id, role, credential=Credential.SESSION, group_ids=group_ids)


ADA = person(ACME, Role.ADMIN)
BEN = person(ACME, Role.EDITOR)
CLEO = person(ACME, Role.EDITOR)
DAN = person(ACME, Role.VIEWER)
EVE = person(UMBRA, Role.ADMIN)
