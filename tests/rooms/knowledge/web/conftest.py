"""A house that may read the loopback web of its test, and Cleo, who has pages read into a base of hers."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from appliance.config import Config
from appliance.kernel.job import enqueue
from appliance.rooms.knowledge.webpages import chores
from appliance.rooms.knowledge.webpages.manners import manners
from appliance.rooms.licensing import vendor
from appliance.store.database import write_now
from tests.driving import Driven, Reply
from tests.people import People, Person
from tests.rooms.knowledge.web.site import Serving, Site


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site()
    serving = Serving(found)
    manners.forget()
    yield found
    serving.close()


@pytest.fixture
def config(config: Config, site: Site) -> Config:
    hosts = config.web_hosts or (f"127.0.0.1:{site.port}", f"localhost:{site.port}")
    return dataclasses.replace(
        config, web_hosts=hosts, web_pause_ms=0, allow_demo_license=True, license_key=vendor.issue_demo("pro")
    )


class Reading:
    """Cleo's base, and what she does with web pages."""

    def __init__(self, house: Driven, cleo: Person) -> None:
        self.house, self.cleo = house, cleo
        made = house.post("/api/knowledge", by=cleo, json={"name": "Web", "visibility": "organisation"})
        self.base: str = made.json["id"]

    def post(self, url: str, **more: Any) -> Reply:
        return self.house.post("/api/webpages", by=self.cleo, json={"url": url, "knowledge_base_id": self.base} | more)

    def add(self, url: str, **more: Any) -> dict[str, Any]:
        """Add and wait until everything is read; the answer is the web page then."""
        sent = self.post(url, **more)
        assert sent.status == 201, sent.body
        return self.settled(sent.json["id"])

    def settled(self, id_: str) -> dict[str, Any]:
        for _ in range(2):
            self.house.settle()
        found: dict[str, Any] = self.house.get(f"/api/webpages/{id_}", by=self.cleo).json
        return found

    def refresh(self, id_: str) -> dict[str, Any]:
        assert self.house.post(f"/api/webpages/{id_}/refresh", by=self.cleo).status == 200
        return self.settled(id_)

    def due(self, id_: str) -> dict[str, Any]:
        """Let the schedule look for what has come due."""
        write_now(lambda: enqueue(chores.begin_due))
        return self.settled(id_)

    def states(self, id_: str) -> dict[str, str]:
        """Path -> state, with the error where there is one."""
        rows = self.house.get(f"/api/webpages/{id_}/pages?limit=100", by=self.cleo).json["data"]
        return {
            row["url"].partition("//")[2].partition("/")[2]: " ".join(filter(None, (row["state"], row["error_code"])))
            for row in rows
        }

    def documents(self) -> dict[str, dict[str, Any]]:
        """Path -> document."""
        rows = self.house.get(f"/api/knowledge/{self.base}/documents?limit=100", by=self.cleo).json["data"]
        return {row["metadata"]["url"].partition("//")[2].partition("/")[2]: row for row in rows}

    def search(self, query: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.house.post(
            f"/api/knowledge/{self.base}/search", by=self.cleo, json={"query": query}
        ).json["data"]
        return found


@pytest.fixture
def reading(house: Driven, people: People) -> Reading:
    return Reading(house, people["cleo"])
