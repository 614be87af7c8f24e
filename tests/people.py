"""The people of every test, made through the rooms' own actions in one unit.

Ada owns Acme (first administrator, operator). Ben administers. Cleo is a member. Dan only looks. Eve administers Umbra.
Finn is suspended. Kay, Kim and Cid are keys of Cleo's: read-only, full, and for CI. Olga's session ran out, Rex is a
revoked key, and Nobody presents nothing. Pat is a personal access token of Cleo's, Sam a service key as strong as a
member, and Lim a limited one.
"""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from appliance.kernel import clock, csrf, current
from appliance.kernel.actor import NOBODY, Actor, Credential, Role
from appliance.kernel.visit import Visit
from appliance.rooms.identity import orgs, sessions
from appliance.rooms.identity.groups.tables import Group
from appliance.rooms.identity.keys import actions as keys
from appliance.rooms.identity.keys.shapes import KeyDraft
from appliance.rooms.identity.keys.tables import Scope
from appliance.rooms.identity.orgs.actions import found_organisation
from appliance.rooms.identity.service_keys import actions as service_keys
from appliance.rooms.identity.service_keys.shapes import ServiceKeyDraft
from appliance.rooms.identity.service_keys.tables import KeyType
from appliance.rooms.identity.signin import actions as signin
from appliance.rooms.identity.signin.shapes import SetupDraft
from appliance.rooms.identity.tokens import actions as tokens
from appliance.rooms.identity.tokens.shapes import TokenDraft
from appliance.rooms.identity.users import actions as users
from appliance.rooms.identity.users.actions import Newcomer
from appliance.rooms.identity.users.tables import User
from appliance.store import opened

_CI = ("ci:deploy", "ci:evaluate", "ci:status")
PASSWORD = "four quiet herons"
VISIT = Visit("req_people", "127.0.0.1", is_loopback=True, is_secure=False, origin=None, user_agent="", public_url="")


@dataclass(frozen=True)
class Person:
    """Somebody who calls. `carriers` are the ways in which they may present themselves, the usual one first."""

    name: str
    actor: Actor = NOBODY
    carriers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    refused: str = ""  # why their credential does not hold
    email: str = ""

    @property
    def id(self) -> str:
        return self.actor.id

    @property
    def org_id(self) -> str:
        return self.actor.org_id

    @property
    def session_id(self) -> str:
        return self.actor.session_id

    @property
    def headers(self) -> dict[str, str]:
        """Headers of the usual carrier."""
        return dict(next(iter(self.carriers.values()), {}))

    @property
    def is_machine(self) -> bool:
        """Whether this is a bot or a deployment, which owns nothing that people own."""
        return self.actor.credential in (Credential.BOT, Credential.DEPLOY)

    @property
    def browser(self) -> "Person":
        """The same person with the cookie and the CSRF token of the session."""
        return replace(self, carriers={"cookie": self.carriers["cookie"]})

    @property
    def owner(self) -> Actor:
        """The person behind a key, as if signed in: a key mints nothing, its owner does."""
        return Actor(self.id, self.org_id, self.actor.role, credential=Credential.SESSION, session_id="ses_of_owner",
                     is_operator=self.name == "Ada")  # fmt: skip


@dataclass
class People:
    """Everybody, by name."""

    by_name: dict[str, Person]
    group_ids: dict[str, str]  # organisation -> its one group

    def __getitem__(self, name: str) -> Person:
        return self.by_name[name.capitalize()]

    def __getattr__(self, name: str) -> Person:
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]

    def __iter__(self) -> Iterator[Person]:
        return iter(self.by_name.values())

    def administrator(self, org_id: str) -> Person:
        """Who administers an organisation."""
        return self.eve if org_id == self.eve.org_id else self.ada


@functools.cache
def password_hash() -> str:
    """The one password of everybody, hashed once a process and cheaply: tests sign in often."""
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def settle() -> People:
    """Make everybody, inside an open writing unit of an empty house."""
    csrf.use_key(opened().keys.derive("csrf"))
    draft = SetupDraft(email="ada@acme.example", password=PASSWORD, name="Ada", organisation_name="Acme")
    ada, opened_session = signin.set_up(draft, password_hash(), VISIT)
    acme = orgs.the_org()
    umbra = found_organisation("Umbra")
    found = [_signed_in(ada, opened_session, is_operator=True)]
    found += [_member(*one, acme.id) for one in (("Ben", Role.ADMIN), ("Cleo", Role.EDITOR), ("Dan", Role.VIEWER))]
    found.append(_member("Eve", Role.ADMIN, umbra.id))
    cleo = found[2]
    found += [_key("Kay", Scope.READ_ONLY, cleo), _key("Kim", Scope.FULL, cleo), _key("Cid", Scope.CI, cleo)]
    found += [_token("Pat", cleo), _service("Sam", KeyType.BASIC, found[0]), _service("Lim", KeyType.LIMITED, found[0])]
    found += [_suspended(acme.id), _expired(acme.id), _revoked(cleo), Person("Nobody")]
    groups = {org.id: Group.add(org_id=org.id, name=f"Everybody at {org.name}").id for org in (acme, umbra)}
    return People({one.name: one for one in found}, groups)


def _member(name: str, role: Role, org_id: str) -> Person:
    newcomer = Newcomer(f"{name.lower()}@example.com", name, password_hash(), role)
    row = users.create(newcomer, org_id=org_id)
    return _signed_in(row, sessions.open_session(row, "password", VISIT))


def _signed_in(row: User, opened_session: sessions.Opened, *, is_operator: bool = False) -> Person:
    session = opened_session.session.change(
        confirmed_at=opened_session.session.expires_at
    )  # however long a suite takes
    actor = Actor(row.id, row.org_id, row.role, credential=Credential.SESSION, credential_id=session.id,
                  session_id=session.id, confirmed_at=session.confirmed_at, is_operator=is_operator)  # fmt: skip
    cookie = {"Cookie": f"appliance_session={opened_session.cookie}", "X-CSRF-Token": csrf.csrf_token(session.id)}
    carriers = {"JWT": {"Authorization": f"Bearer {opened_session.jwt}"}, "cookie": cookie}
    return Person(row.name, actor, carriers, email=row.email)


def _key(name: str, scope: Scope, owner: Person) -> Person:
    current.actor.set(owner.actor)
    draft = KeyDraft(name=name, scope=scope, ci_scopes=list(_CI) if scope is Scope.CI else [])
    row, secret = keys.create(draft, by=owner.actor)
    scopes = frozenset({"ci", *_CI}) if scope is Scope.CI else frozenset()
    actor = Actor(owner.id, owner.org_id, owner.actor.role, credential=Credential.KEY, credential_id=row.id,
                  is_read_only=scope is Scope.READ_ONLY, scopes=scopes)  # fmt: skip
    return Person(name, actor, {"X-API-Key": {"X-API-Key": secret}, "Bearer": {"Authorization": f"Bearer {secret}"}})


def _token(name: str, owner: Person) -> Person:
    current.actor.set(owner.actor)
    row, secret = tokens.create(TokenDraft(name=name, expires_in_days=30), by=owner.actor)
    actor = Actor(owner.id, owner.org_id, owner.actor.role, credential=Credential.PAT, credential_id=row.id)
    return Person(name, actor, {"Bearer": {"Authorization": f"Bearer {secret}"}})


def _service(name: str, kind: KeyType, maker: Person) -> Person:
    current.actor.set(maker.actor)
    row, secret = service_keys.create(ServiceKeyDraft(name=name, type=kind), by=maker.actor)
    actor = Actor(row.user_id, row.org_id, service_keys.policy.ROLE_OF[kind], kind="service",
                  credential=Credential.SERVICE, credential_id=row.id, is_limited=kind is KeyType.LIMITED)  # fmt: skip
    return Person(name, actor, {"X-API-Key": {"X-API-Key": secret}, "Bearer": {"Authorization": f"Bearer {secret}"}})


def _suspended(org_id: str) -> Person:
    finn = _member("Finn", Role.EDITOR, org_id)
    key = _key("Finn", Scope.FULL, finn)
    users.change(User.get_by_id(finn.id), {"active": False}, by=finn.actor)
    return Person("Finn", finn.actor, {**finn.carriers, **key.carriers}, refused="revoked")


def _expired(org_id: str) -> Person:
    olga = _member("Olga", Role.EDITOR, org_id)
    sessions.session(olga.actor.session_id).change(expires_at=clock.now_ms() - 1)
    return Person("Olga", olga.actor, olga.carriers, refused="expired")


def _revoked(owner: Person) -> Person:
    rex = _key("Rex", Scope.FULL, owner)
    keys.revoke(keys.ApiKey.get_by_id(rex.actor.credential_id))
    return Person("Rex", rex.actor, rex.carriers, refused="revoked")
