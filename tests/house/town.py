"""One running house for all derived suites: everybody lives in it, and before each test it is as it was at first."""

import contextvars
import dataclasses
import http.client
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from appliance import config
from appliance.config import Config
from appliance.house import build
from appliance.kernel.door import Endpoint, Mode
from appliance.rooms.identity.signin import throttle
from appliance.rooms.licensing import vendor
from appliance.server import Appliance
from appliance.store import open_store
from appliance.store.database import read_now, write_now
from appliance.store.unit import reading_connection, writing_connection
from appliance.web.app import create_app
from appliance.web.limits import Limits
from appliance.web.openapi import openapi_document
from appliance.work.indexer import Indexer
from tests import make, make_federation, make_knowledge, samples
from tests.driving import Driven, LoopThread, Reply, check
from tests.machines import settle_machines
from tests.people import People, Person, settle
from tests.samples import Ask, Need

T = TypeVar("T")
Rows = dict[str, list[tuple[Any, ...]]]
INTERNAL = "a secret between machines"
NO_TIME = 0.05
"""Nobody writes answers here, so nobody waits for them long."""
FACTS = ("sqlite_", "store_cursor")
"""Tables that are no facts of anybody's."""


@dataclass(frozen=True)
class Template:
    """A data folder in which everybody lives."""

    folder: Path
    people: People
    license_key: str

    def config(self, folder: Path) -> Config:
        """Settings of a house on a copy: every feature, no rates."""
        return Config(data_dir=folder, port=0, rate_factor=0.0, drain_seconds=1, license_key=self.license_key,
                      allow_demo_license=True, internal_api_secret=INTERNAL, web_hosts=("*.example.com",),
                      connector_secret=make_federation.APP_SECRET, turn_limit_seconds=NO_TIME)  # fmt: skip


def settled(folder: Path) -> Template:
    """Make the template: people, something of everything in Acme, and an index over it."""
    license_key = vendor.issue_demo("full")
    template = Template(folder, People({}, {}), license_key)
    config.put_in_force(template.config(folder))
    store = open_store(folder)
    house = build()
    try:
        for room in house.rooms:
            for make_ready in room.at_start:
                make_ready()
        store.files.put(make.FILE)
        store.files.put(make_knowledge.PDF)
        people = in_unit(lambda: settle_machines(settle()))
        in_unit(lambda: (make.document(people.ada.owner), make.agent(people.ada.owner), make.answer(people.ada.owner)))
        indexer = Indexer(house.projections)
        indexer.open()
        while indexer.step():
            pass
    finally:
        store.close()
        config.put_in_force(None)
    return dataclasses.replace(template, people=people)


def in_unit(fn: Callable[[], T]) -> T:
    """Run in a writing unit, in a context of its own."""
    found: T = contextvars.copy_context().run(write_now, fn)
    return found


class Town:
    """The house, its people, and what tests ask of them."""

    def __init__(self, template: Template, folder: Path, loop_thread: LoopThread) -> None:
        self.people = template.people
        appliance = Appliance(template.config(folder))
        self.config, self.store = appliance.config, appliance.store
        Indexer(appliance.house.projections).open()
        app = create_app(appliance.house, self.config)
        self.driven = Driven(app, self.config, loop_thread, stopping=appliance.stop)
        self.endpoints: Mapping[str, Endpoint] = self.driven.endpoints
        self.documented = _statuses(openapi_document(app.ctx.house.endpoints, self.config), app.ctx.house.by_key)
        self._first = self.rows()
        self._clean_at = self._changes()

    def close(self) -> None:
        """Stop serving and close everything."""
        self.driven.stop()
        config.put_in_force(None)

    def rows(self) -> Rows:
        """Every row of every table."""
        return read_now(lambda: {name: reading_connection().execute(f'SELECT * FROM "{name}"').fetchall()
                                 for name in _tables()})  # fmt: skip

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        return {name: len(rows) for name, rows in self.rows().items()}

    def _changes(self) -> int:
        return in_unit(lambda: writing_connection().total_changes())

    def reset(self) -> None:
        """Put every row back to where it was at first."""
        throttle.tries.clear()
        if self._changes() != self._clean_at:
            in_unit(self._restore)
            self._clean_at = self._changes()

    def _restore(self) -> None:
        connection = writing_connection()
        for name, rows in self._first.items():
            connection.execute(f'DELETE FROM "{name}"')
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows)

    def need(self, person: Person) -> Need:
        return Need(person, self.people)

    def ask(self, endpoint: Endpoint, by: Person) -> Ask:
        """A request that succeeds when `by` is admitted; what it needs is made now."""
        return in_unit(lambda: samples.ask(endpoint, self.need(by)))

    def made(self, kind: str, by: Person) -> Any:
        """A thing of this kind that `by` may use."""
        return in_unit(lambda: samples.made(kind, self.need(by)))

    def usual(self, endpoint: Endpoint) -> Person:
        """Who calls this endpoint: Ada, or the key that it is for."""
        machines = {"BOT": self.people.bob, "DEPLOY": self.people.dora, "CI": self.people.cid}
        return machines.get(endpoint.access.word, self.people.ada)

    def send(self, ask: Ask, by: Person | None = None, *, headers: Mapping[str, str] | None = None,
             query: str = "", carrier: str = "", apart: bool = False) -> Reply:  # fmt: skip
        """Send a request, `apart` on a connection of its own; of a stream only the head is read.

        Every answer is held against the declaration and the OpenAPI document.
        """
        sent = dict(ask.headers) | (dict(by.carriers[carrier]) if by and carrier else by.headers if by else {})
        if "Cookie" in ask.headers and sent["Cookie"] != ask.headers["Cookie"]:
            sent["Cookie"] += f"; {ask.headers['Cookie']}"
        sent |= dict(headers or {})
        body = ask.raw
        if ask.body is not None:
            body = samples.json_of(ask.body)
            sent.setdefault("Content-Type", "application/json")
        path = ask.path + query
        if apart or ask.endpoint.mode is Mode.STREAM:
            reply = self._apart(ask.endpoint, path, body, sent)
        else:
            reply = self.driven.send(ask.endpoint.method, path, body=body, headers=sent, endpoint=ask.endpoint)
        assert reply.status in self.documented[ask.endpoint.key], f"{reply.status} is not documented"
        return reply

    def _apart(self, endpoint: Endpoint, path: str, body: bytes | None, sent: dict[str, str]) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.driven.port, timeout=20)
        connection.request(endpoint.method, path, body, sent)
        answer = connection.getresponse()
        is_stream = answer.headers["content-type"].startswith("text/event-stream")
        reply = Reply(answer.status, answer.headers, b"" if is_stream else answer.read(), endpoint)
        connection.close()
        check(reply)
        return reply

    @contextmanager
    def limited(self, factor: float) -> Iterator[None]:
        """Rates in force for the length of a test."""
        gate = self.driven.gate
        before, gate.limits = gate.limits, Limits(factor)
        try:
            yield
        finally:
            gate.limits = before

    @contextmanager
    def licensed(self, license_key: str) -> Iterator[None]:
        """Another licence in force; empty is Community."""
        config.put_in_force(dataclasses.replace(self.config, license_key=license_key))
        try:
            yield
        finally:
            config.put_in_force(self.config)


def _tables() -> Iterable[str]:
    found = reading_connection().execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [name for (name,) in found if not name.startswith(FACTS)]


def _statuses(document: bytes, keys: Iterable[str]) -> dict[str, set[int]]:
    """Endpoint -> the statuses that the OpenAPI document names for it."""
    operations = [one for paths in json.loads(document)["paths"].values() for one in paths.values()]
    told = {one["operationId"]: {int(status) for status in one["responses"]} for one in operations}
    return {key: told[key.replace(".", "_")] for key in keys}
