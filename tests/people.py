"""The people of every test. Ada owns Acme, Ben administers, Cleo is a member, Dan only looks, Eve belongs to Umbra,
Finn is suspended, Kay is a key with one scope. `PASSWORD` is everyone's.
"""

from dataclasses import dataclass, field
from functools import cache

from appliance.kernel.actor import Actor, Credential, Role
from appliance.kernel.csrf import csrf_token
from appliance.kernel.visit import Visit
from appliance.rooms.identity import orgs, sessions
from appliance.rooms.identity.keys import actions as keys
from appliance.rooms.identity.keys.shapes import KeyDraft
from appliance.rooms.identity.orgs.actions import found_organisation
from appliance.rooms.identity.users.actions import Newcomer, create
from appliance.rooms.identity.users.tables import User

PASSWORD = "a pass phrase of some length"
_VISIT = Visit(
    request_id="req_test", address="127.0.0.1", is_loopback=True, is_secure=False, origin=None, user_agent="tests",
    public_url="",
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Somebody who calls. `headers` carry their token; `cookies` are what a browser of theirs would send."""

    id: str
    name: str
    org_id: str
    email: str = ""
    session_id: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def browser(self) -> "Person":
        """The same person with a cookie and the CSRF token of the session, instead of a token."""
        return Person(self.id, self.name, self.org_id, self.email, self.session_id, self.cookies, self.cookies)


@cache
def _hashed() -> str:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def settle() -> dict[str, Person]:
    """Put everybody into the house; to be run in a writing unit."""
    acme = orgs.the_org() or found_organisation("Acme")
    umbra = found_organisation("Umbra")
    found = {
        name: _person(name, role, org_id)
        for name, role, org_id in (
            ("ada", Role.ADMIN, acme.id), ("ben", Role.ADMIN, acme.id), ("cleo", Role.EDITOR, acme.id),
            ("dan", Role.VIEWER, acme.id), ("finn", Role.EDITOR, acme.id), ("eve", Role.ADMIN, umbra.id),
        )
    }  # fmt: skip
    User.update(active=False).where(User.id == found["finn"].id).execute()
    found["kay"] = _key(found["cleo"])
    return found


def _person(name: str, role: Role, org_id: str) -> Person:
    email = f"{name}@{'umbra' if name == 'eve' else 'acme'}.example"
    user = create(Newcomer(email, name.title(), _hashed(), role), org_id=org_id)
    opened = sessions.open_session(user, "password", _VISIT)
    cookies = {"Cookie": f"appliance_session={opened.cookie}", "X-CSRF-Token": csrf_token(opened.session.id)}
    bearer = {"Authorization": f"Bearer {opened.jwt}"}
    return Person(user.id, name, org_id, email, opened.session.id, bearer, cookies)


def _key(owner: Person) -> Person:
    actor = Actor(id=owner.id, org_id=owner.org_id, role=Role.EDITOR, credential=Credential.SESSION)
    row, secret = keys.create(KeyDraft(name="kay", scope="ci", ci_scopes=["ci:status"]), by=actor)
    return Person(row.id, "kay", owner.org_id, headers={"X-API-Key": secret})
