"""A directory that provisions: it sends what Entra ID and Okta document, with the key that an administrator made."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.driving import Driven, Reply
from tests.rooms.identity.people import Person

ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
SCIM = "application/scim+json"
HERE = Path(__file__).parent


@dataclass
class Directory:
    """Calls with one key; `names` fills the braces of recorded calls."""

    house: Driven
    secret: str
    names: dict[str, str] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}", "Content-Type": SCIM, "Accept": SCIM}

    def send(self, method: str, path: str, body: Any = None, **more: str) -> Reply:
        """One call below `/scim/v2`."""
        reply = self.house.send(method, f"/scim/v2{path}", json=body, headers=self.headers | more)
        if reply.body:
            assert reply.headers["content-type"] == SCIM
        return reply

    def play(self, call: dict[str, Any]) -> Reply:
        """One recorded call."""
        text = json.dumps(call)
        for name, value in self.names.items():
            text = text.replace(f"{{{name}}}", value)
        filled = json.loads(text)
        return self.send(filled["method"], filled["path"], filled.get("body"))

    def person(self, email: str, **more: Any) -> dict[str, Any]:
        """A new person."""
        reply = self.send("POST", "/Users", {"userName": email} | more)
        assert reply.status == 201, reply.body
        made: dict[str, Any] = reply.json
        return made

    def group(self, name: str, *ids: str) -> dict[str, Any]:
        """A new group."""
        reply = self.send("POST", "/Groups", {"displayName": name, "members": [{"value": one} for one in ids]})
        assert reply.status == 201, reply.body
        made: dict[str, Any] = reply.json
        return made

    def found(self, filter_: str, kind: str = "Users") -> list[str]:
        """The names of what a filter finds."""
        from urllib.parse import quote

        reply = self.send("GET", f"/{kind}?filter={quote(filter_)}")
        assert reply.status == 200, reply.body
        return [one.get("userName", one["displayName"]) for one in reply.json["Resources"]]


def recorded(name: str) -> dict[str, Any]:
    """The calls that a directory documents."""
    calls: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text())
    return calls


@pytest.fixture
def directory(house: Driven, ada: Person) -> Directory:
    """A directory with a key of type admin."""
    made = house.call("service_keys.create_service_key", by=ada, name="Directory", type="admin").json
    return Directory(house, made["secret"])


def refused(reply: Reply, status: int, scim_type: str | None = None) -> bool:
    """Whether it is a SCIM refusal of this status and type."""
    told = reply.json
    assert told["schemas"] == [ERROR]
    assert (reply.status, told["status"], told.get("scimType")) == (status, str(status), scim_type), told
    assert told["detail"]
    return True
