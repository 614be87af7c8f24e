"""Nothing leaves but to listed hosts; nothing inside is reached; hosts are treated politely."""

from collections.abc import Iterator
from typing import Any

import pytest

from appliance.engines import started
from appliance.rooms.knowledge.webpages.manners import manners
from tests.engines.test_egress import SPELLINGS
from tests.rooms.knowledge.web.conftest import Reading
from tests.rooms.knowledge.web.site import Serving, Site


@pytest.fixture
def canary() -> Iterator[Site]:
    """A server inside that nobody may reach."""
    found = Site()
    found.page("/", "Secret.")
    serving = Serving(found)
    yield found
    serving.close()


@pytest.mark.settings(web_hosts=("docs.example.com",))
@pytest.mark.parametrize("url", ["https://example.com/", "https://docs.example.com:8443/", "http://127.0.0.1/"])
def test_a_host_that_is_not_listed_is_refused_at_once(reading: Reading, url: str) -> None:
    sent = reading.post(url)
    assert (sent.status, sent.code, sent.error["param"]) == (422, "VALIDATION_ERROR", "url")
    assert "APPLIANCE_WEB_HOSTS" in sent.error["details"]["fields"][0]["message"]


@pytest.mark.parametrize(
    "url", ["ftp://x.example/", "file:///etc/passwd", "http://u:p@127.0.0.1/", "http://", "/a", "javascript:1"]
)
def test_what_is_no_address_of_a_page_is_refused(reading: Reading, url: str) -> None:
    assert reading.post(url).code == "VALIDATION_ERROR"


def inside(port: int) -> list[str]:
    """Every spelling of an inner address, with the canary's port."""
    return [f"http://{f'[{one}]' if ':' in one else one}:{port}/" for one in SPELLINGS]


@pytest.mark.settings(web_hosts=("*", "*:1"))
def test_sixty_spellings_of_inner_addresses_never_reach_the_canary(reading: Reading, canary: Site) -> None:
    egress = started().egress
    pattern = [rule for rule in egress.rules() if not rule.private]
    opened = [type(pattern[0])("webpages", targets=frozenset({("*", canary.port)}))]
    egress.replace("webpages", [*pattern, *opened])
    urls = [*inside(canary.port), f"http://localhost:{canary.port}/", f"http://LOCALHOST.:{canary.port}/"]
    ids = [sent.json["id"] for url in urls if (sent := reading.post(url)).status == 201]
    assert len(ids) >= 30  # the others are no addresses, or other spellings of one that is there
    found = [reading.settled(id_) for id_ in ids[-1:]] + [view(reading, id_) for id_ in ids[:-1]]
    assert {(one["state"], one["error_code"]) for one in found} <= {
        ("failed", "refused_address"), ("failed", "unresolved"), ("failed", "bad_url"),
    }  # fmt: skip
    assert (canary.asked, canary.robots_asked) == ([], 0)


def view(reading: Reading, id_: str) -> dict[str, Any]:
    found: dict[str, Any] = reading.house.get(f"/api/webpages/{id_}", by=reading.cleo).json
    return found


@pytest.mark.parametrize(
    "target", ["http://127.0.0.2:{port}/", "http://[::1]:{port}/", "http://169.254.169.254/latest"]
)
def test_a_page_that_redirects_inside_is_refused(reading: Reading, site: Site, canary: Site, target: str) -> None:
    site.redirect("/", target.format(port=canary.port))
    found = reading.add(f"{site.url}/")
    assert (found["state"], found["error_code"]) == ("failed", "refused_host")
    assert (canary.asked, canary.robots_asked) == ([], 0)


@pytest.mark.settings(web_hosts=("*",))
def test_a_name_that_changes_its_mind_is_refused(reading: Reading, canary: Site) -> None:
    answers = iter([["93.184.215.14", "127.0.0.1"], ["127.0.0.1"]])
    egress = started().egress
    egress._resolver = lambda *_: next(answers)
    found = reading.add("http://rebinding.example/")
    assert (found["state"], found["error_code"]) == ("failed", "refused_address")
    assert (canary.asked, canary.robots_asked) == ([], 0)


def test_the_pause_behind_each_request_is_the_longer_one_of_ours_and_theirs(
    clock_hands: Any, reading: Reading, site: Site
) -> None:
    site.robots("User-agent: *\nCrawl-delay: 7\n")
    site.page("/", "Home.", "/a")
    sent = reading.post(f"{site.url}/", kind="site")
    reading.settled(sent.json["id"])
    assert (site.robots_asked, site.asked, manners.wait_ms("127.0.0.1")) == (1, [], 7_000)
    clock_hands.advance(7_000)
    reading.add(f"{site.other}/")  # makes the lanes look
    assert site.asked == ["/"]
    clock_hands.advance(6_999)
    reading.refresh(reading.add(f"{site.other}/b")["id"])
    assert "/a" not in site.asked


def test_only_whoever_may_write_the_base_adds_web_pages(reading: Reading, site: Site, people: Any) -> None:
    body = {"url": f"{site.url}/", "knowledge_base_id": reading.base}
    assert reading.house.post("/api/webpages", by=people["dan"], json=body).status == 403
    assert reading.house.post("/api/webpages", by=people["eve"], json=body).status == 404
    assert site.asked == []
