"""A process that is killed while it reads a site: nothing is lost, and no more than one page a kill is asked for twice."""

import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appliance.rooms.licensing import vendor
from tests.rooms.chat.served import Served
from tests.rooms.knowledge.web.site import Site

PAGES, KILLS = 24, 3


def until(done: Callable[[], bool]) -> None:
    limit = time.monotonic() + 60
    while not done():
        assert time.monotonic() < limit
        time.sleep(0.01)


@pytest.mark.slow
def test_a_reading_goes_on_where_it_was_cut_off(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(PAGES):
        site.page(f"/{number}", f"Wolpertinger {number}.", f"/{number * 2 + 1}", f"/{number * 2 + 2}")
    settings = {"WEB_HOSTS": f"127.0.0.1:{site.port}", "WEB_PAUSE_MS": "30", "ALLOW_DEMO_LICENSE": "1"}
    for name, value in (settings | {"LICENSE_KEY": vendor.issue_demo("pro")}).items():
        monkeypatch.setenv(f"APPLIANCE_{name}", value)
    served = Served(tmp_path)
    base = served.call("POST", "/api/knowledge", {"name": "Web"}, by="ada")[1]["id"]
    body = {"url": f"{site.url}/0", "knowledge_base_id": base, "kind": "site", "depth": 10, "page_limit": PAGES}
    status, webpage = served.call("POST", "/api/webpages", body, by="ada")
    assert status == 201, webpage
    for kill in range(1, KILLS + 1):
        until(lambda: len(site.asked) >= kill * 5)  # noqa: B023 -- asked before the next round
        served.end(signal.SIGKILL)
        served.start()

    def seen() -> Any:
        return served.call("GET", f"/api/webpages/{webpage['id']}", by="ada")[1]

    until(lambda: seen()["state"] != "fetching")
    assert (seen()["pages_by_state"], seen()["document_count"]) == ({"stored": PAGES}, PAGES)
    assert set(site.asked) == {f"/{number}" for number in range(PAGES)}
    assert len(site.asked) <= PAGES + KILLS
    assert served.end(signal.SIGTERM) == 0
