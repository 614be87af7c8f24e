"""People of a house that has been set up, and how they call."""

from dataclasses import dataclass, field
from typing import Any

from appliance.kernel import clock
from appliance.kernel.actor import Actor, Credential
from appliance.kernel.room import Presented
from appliance.rooms.identity.keys.queries import resolve as resolve_key
from appliance.rooms.identity.sessions.authenticator import resolve as resolve_session
from appliance.rooms.identity.signin import machine
from appliance.store import opened
from appliance.store.database import write_now
from tests.driving import Driven

PASSWORD = "a sentence nobody guesses"
ADA = "ada@acme.test"


@dataclass
class Person:
    """Somebody signed in: calls with the JWT, or as a browser with cookie and CSRF token."""

    id: str
    email: str
    token: str
    cookie: str
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.headers = {"Authorization": f"Bearer {self.token}"}


def person(reply: Any, email: str) -> Person:
    """The person of an answer that signed somebody in."""
    cookie = reply.cookies["appliance_session"].partition("=")[2].partition(";")[0]
    return Person(reply.json["user"]["id"], email, reply.json["token"], cookie)


def set_up(house: Driven) -> Person:
    """The first administrator."""
    reply = house.call("signin.setup", email=ADA, password=PASSWORD, name="Ada", organisation_name="Acme")
    assert reply.status == 201, reply.body
    return person(reply, ADA)


def sign_in(house: Driven, email: str = ADA, password: str = PASSWORD) -> Person:
    """Somebody who has a password."""
    reply = house.call("signin.admin_login", email=email, password=password)
    assert reply.status == 200, reply.body
    return person(reply, email)


def newcomer(house: Driven, email: str, role: str = "editor") -> Person:
    """Somebody made by the machine's operator, signed in."""
    write_now(machine.create_user, email, role, password=PASSWORD)
    return sign_in(house, email)


def seen(kind: Credential, secret: str) -> Actor:
    """Who a credential is at this moment."""
    resolve = resolve_key if kind is Credential.KEY else resolve_session
    return resolve(opened().database.raw, Presented(kind, secret, "10.0.0.9", clock.now_ms()))
