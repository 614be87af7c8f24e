"""A Nextcloud as tests need it: it signs its calls and tells of its people."""

import json
from dataclasses import dataclass, field
from typing import Any

from appliance.kernel import clock, signature
from appliance.kernel.signature import Signed
from tests.driving import Driven, Reply

BOOTSTRAP, HANDSHAKE, SYNC = "/auth/connector/bootstrap", "/auth/nc-handshake", "/auth/webhook/nc-user-sync"
URL = "https://cloud.example.com"


@dataclass
class Nextcloud:
    """One instance with its key."""

    house: Driven
    key: str = ""
    id: str = ""
    seconds: int = field(default=0)

    def signed(self, method: str, target: str, body: bytes = b"", *, key: str = "", ahead: int = 0) -> dict[str, str]:
        """The header of a call; each at another second, as two equal calls in one second would be one."""
        self.seconds += 1
        at = clock.now_ms() // 1000 - 200 + self.seconds + ahead
        return {"X-Appliance-Signature": signature.sign(key or self.key, Signed(method, target, body), at)}

    def send(self, method: str, target: str, body: Any = None, **how: Any) -> Reply:
        """A signed call."""
        raw = b"" if body is None else json.dumps(body).encode()
        headers = self.signed(method, target, raw, **how)
        headers |= {"Content-Type": "application/json"} if raw else {}
        return self.house.send(method, target, body=raw or None, headers=headers)

    def bootstrap(self, secret: str, number: int = 1) -> Reply:
        """Provision the instance; its key is kept."""
        body = {"instance_id": f"oc{number}", "name": "Cloud", "url": f"{URL}/{number}", "version": "33"}
        reply = self.send("POST", BOOTSTRAP, body, key=secret)
        if reply.status == 201:
            self.key, self.id = reply.json["tenant_key"], reply.json["id"]
        return reply

    def shake(self, query: str) -> Reply:
        """Ask for somebody's token."""
        return self.send("GET", f"{HANDSHAKE}?{query}")

    def tell(self, *events: dict[str, Any]) -> list[str]:
        """Tell what happened; what became of each."""
        reply = self.send("POST", SYNC, {"events": list(events)})
        assert reply.status == 200, reply.body
        return [one["outcome"] if one["reason"] is None else one["reason"] for one in reply.json["data"]]


def event(type_: str, at: int, **fields: Any) -> dict[str, Any]:
    """Something that happened so many seconds after the year 2020 began."""
    return {"type": type_, "occurred_at": clock.iso(1_577_836_800_000 + at * 1000)} | fields


def person(at: int, uid: str, type_: str = "user.created", **fields: Any) -> dict[str, Any]:
    """Something that happened to a person."""
    known = {"name": uid.title(), "email": f"{uid}@cloud.example"} if type_ == "user.created" else {}
    return event(type_, at, uid=uid, **known | fields)
