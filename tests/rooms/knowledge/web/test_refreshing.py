"""Reading again: what is the same, what changed, what is gone; on a schedule, by hand, and after somebody's removal."""

import pytest

from appliance.engines.parse import PARSER
from appliance.kernel import clock
from appliance.rooms.knowledge.documents.tables import Document, Text
from appliance.rooms.knowledge.webpages import settling, times
from appliance.rooms.knowledge.webpages.tables import Schedule, Webpage
from appliance.store.database import read_now, write_now
from tests.people import People
from tests.rooms.knowledge.web.conftest import Reading
from tests.rooms.knowledge.web.site import Answer, Site


def test_what_did_not_change_is_not_sent_again_and_not_read_again(reading: Reading, site: Site) -> None:
    site.page("/", "Home.", "/a", ETag='"one"')
    site.page("/a", "Apples.")
    found = reading.add(f"{site.url}/", kind="site")
    before = reading.documents()
    found = reading.refresh(found["id"])
    assert (found["asked"], found["not_modified"], found["unchanged"], found["changed"]) == (2, 1, 1, 0)
    assert site.heads[2]["if-none-match"] == '"one"'
    after = reading.documents()
    assert {path: one["version"] for path, one in after.items()} == {"": 1, "a": 1}
    assert {path: one["id"] for path, one in after.items()} == {path: one["id"] for path, one in before.items()}


def read_long_ago(parser: int | None) -> None:
    write_now(lambda: Text.update(parser=parser).execute())


def parsers() -> list[int]:
    return read_now(lambda: [text.parser for text in Text.select()])


@pytest.mark.parametrize("parser", [None, PARSER - 1])
def test_building_anew_reads_pages_again_that_an_older_parser_read(
    reading: Reading, site: Site, parser: int | None
) -> None:
    site.page("/", "Home.", ETag='"one"')
    found = reading.add(f"{site.url}/")
    assert parsers() == [PARSER]
    read_long_ago(parser)
    assert reading.house.post(f"/api/knowledge/{reading.base}/reindex", by=reading.cleo).status == 202
    found = reading.settled(found["id"])
    assert (found["asked"], found["unchanged"], found["not_modified"]) == (1, 1, 0)
    assert [head.get("if-none-match") for head in site.heads] == [None, None]
    assert parsers() == [PARSER]
    assert [one["version"] for one in reading.documents().values()] == [1]


def test_building_anew_leaves_pages_alone_that_this_parser_read(reading: Reading, site: Site) -> None:
    site.page("/", "Home.")
    reading.add(f"{site.url}/")
    reading.house.post(f"/api/knowledge/{reading.base}/reindex", by=reading.cleo)
    reading.house.settle()
    assert len(site.heads) == 1


def test_a_site_map_spares_no_page_that_an_older_parser_read(reading: Reading, site: Site) -> None:
    site.page("/a", "Apples.")
    listed = f"<urlset><url><loc>{site.url}/a</loc><lastmod>2001-01-01</lastmod></url></urlset>"
    site.pages["/sitemap.xml"] = Answer(listed.encode(), headers={"Content-Type": "application/xml"})
    found = reading.add(f"{site.url}/sitemap.xml", kind="sitemap")
    assert reading.refresh(found["id"])["not_modified"] == 1
    read_long_ago(PARSER - 1)
    reading.refresh(found["id"])
    assert parsers() == [PARSER]


def test_what_changed_is_a_new_version(reading: Reading, site: Site) -> None:
    site.page("/", "The old tariff.", ETag='"one"')
    found = reading.add(f"{site.url}/")
    site.page("/", "The new tariff.", ETag='"two"')
    found = reading.refresh(found["id"])
    (document,) = reading.documents().values()
    assert (found["changed"], document["version"], document["title"]) == (1, 2, "The new tariff")
    assert "new tariff" in reading.search("tariff")[0]["text"]


def test_what_is_gone_stays_twice_and_goes_the_third_time(reading: Reading, site: Site) -> None:
    site.page("/", "Home.", "/a")
    site.page("/a", "Apples.")
    found = reading.add(f"{site.url}/", kind="site")
    del site.pages["/a"]
    for _ in range(settling.MOST_MISSES - 1):
        reading.refresh(found["id"])
        assert reading.states(found["id"])["a"] == "missing http_404"
        assert set(reading.documents()) == {"", "a"}
    reading.refresh(found["id"])
    assert reading.states(found["id"])["a"] == "gone http_404"
    assert set(reading.documents()) == {""}


def test_what_was_gone_comes_back_when_it_is_linked_again(reading: Reading, site: Site) -> None:
    site.page("/", "Home.", "/a")
    found = reading.add(f"{site.url}/", kind="site")
    for _ in range(3):
        reading.refresh(found["id"])
    site.page("/a", "Apples.")
    reading.refresh(found["id"])
    assert reading.states(found["id"]) == {"": "stored", "a": "stored"}


def test_a_failure_leaves_the_document_that_is_there(reading: Reading, site: Site) -> None:
    site.page("/", "Home.")
    found = reading.add(f"{site.url}/")
    site.pages["/"] = Answer(b"", 500)
    found = reading.refresh(found["id"])
    assert (found["state"], found["pages_by_state"], found["document_count"]) == ("ready", {"failed": 1}, 1)


def test_a_page_that_asks_to_be_left_out_is_taken_out(reading: Reading, site: Site) -> None:
    site.page("/", "Home.")
    found = reading.add(f"{site.url}/")
    site.page("/", "Home.", **{"X-Robots-Tag": "otherbot: nofollow, noindex"})
    reading.refresh(found["id"])
    assert reading.states(found["id"]) == {"": "noindex"}
    assert reading.documents() == {}
    assert reading.search("Home") == []


@pytest.mark.parametrize(("schedule", "every"), [("hourly", clock.HOUR), ("daily", clock.DAY)])
def test_it_is_read_again_when_it_is_due(
    clock_hands: clock.Hands, reading: Reading, site: Site, schedule: str, every: int
) -> None:
    site.page("/", "Home.")
    found = reading.add(f"{site.url}/", schedule=schedule)
    left = clock.from_iso(found["next_at"]) - clock_hands.at_ms
    assert every <= left < every * 1.1
    clock_hands.advance(left - 1)
    assert reading.due(found["id"])["asked"] == len(site.asked) == 1
    clock_hands.advance(1)
    again = reading.due(found["id"])
    assert len(site.asked) == 2
    assert clock.from_iso(again["next_at"]) > clock_hands.at_ms


def test_readings_are_scattered_over_a_tenth_of_the_time(clock_hands: clock.Hands) -> None:
    for schedule, every in ((Schedule.HOURLY, clock.HOUR), (Schedule.WEEKLY, 7 * clock.DAY)):
        late = [times.next_at(Webpage(id=f"web_{n}", run=n, schedule=schedule), clock_hands.at_ms) for n in range(50)]
        left = [(at or 0) - clock_hands.at_ms - every for at in late]
        assert min(left) >= 0
        assert every / 20 < max(left) < every / 10


def test_the_schedule_is_changed_and_switched_off(clock_hands: clock.Hands, reading: Reading, site: Site) -> None:
    site.page("/", "Home.")
    found = reading.add(f"{site.url}/")
    assert found["next_at"] is None
    path = f"/api/webpages/{found['id']}"
    daily = reading.house.patch(path, by=reading.cleo, json={"schedule": "daily"}).json
    assert clock.from_iso(daily["next_at"]) >= clock_hands.at_ms + clock.DAY
    assert reading.house.patch(path, by=reading.cleo, json={"schedule": "never"}).json["next_at"] is None


def test_wider_bounds_are_heeded_also_behind_pages_that_did_not_change(reading: Reading, site: Site) -> None:
    site.page("/", "Home.", "/a", ETag='"one"')
    site.page("/a", "Apples.", ETag='"two"')
    found = reading.add(f"{site.url}/", kind="site", depth=0)
    assert reading.states(found["id"]) == {"": "stored"}
    assert reading.house.patch(f"/api/webpages/{found['id']}", by=reading.cleo, json={"depth": 1}).status == 200
    reading.refresh(found["id"])
    assert reading.states(found["id"]) == {"": "stored", "a": "stored"}


def test_a_document_taken_out_by_hand_is_not_fetched_again(reading: Reading, site: Site) -> None:
    site.page("/", "Home.", "/a")
    site.page("/a", "Apples.")
    found = reading.add(f"{site.url}/", kind="site")
    document = reading.documents()["a"]["id"]
    reading.house.delete(f"/api/knowledge/{reading.base}/documents/{document}", by=reading.cleo)
    reading.settled(found["id"])
    reading.refresh(found["id"])
    assert reading.states(found["id"]) == {"": "stored", "a": "removed"}
    assert site.asked == ["/", "/a", "/"]


@pytest.mark.parametrize(("query", "left"), [("", 0), ("?keep_documents=true", 2)])
def test_removing_takes_the_documents_along_unless_they_are_kept(
    reading: Reading, site: Site, query: str, left: int
) -> None:
    site.page("/", "Home.", "/a")
    site.page("/a", "Apples.")
    found = reading.add(f"{site.url}/", kind="site")
    assert reading.house.delete(f"/api/webpages/{found['id']}{query}", by=reading.cleo).status == 204
    reading.house.settle()
    assert reading.house.get(f"/api/webpages/{found['id']}", by=reading.cleo).status == 404
    assert len(reading.documents()) == left
    assert reading.post(f"{site.url}/").status == 201


def test_web_pages_go_with_their_base(reading: Reading, site: Site) -> None:
    site.page("/", "Home.")
    reading.add(f"{site.url}/", schedule="daily")
    assert reading.house.delete(f"/api/knowledge/{reading.base}", by=reading.cleo).status == 204
    for _ in range(2):
        reading.house.settle()
    assert reading.house.get("/api/webpages", by=reading.cleo).json["data"] == []
    assert read_now(lambda: Document.select().count()) == 0


def test_a_busy_server_is_asked_again_later(clock_hands: clock.Hands, reading: Reading, site: Site) -> None:
    site.pages["/"] = Answer(b"", 503, {"Retry-After": "120"})
    sent = reading.post(f"{site.url}/")
    found = reading.settled(sent.json["id"])
    assert (found["state"], found["waiting"], len(site.asked)) == ("fetching", 1, 1)
    site.page("/", "Home.")
    clock_hands.advance(119_999)
    reading.add(f"{site.other}/")  # makes the lanes look
    assert site.asked == ["/", "/"]
    clock_hands.advance(1)
    reading.add(f"{site.other}/b")
    assert reading.states(found["id"]) == {"": "stored"}


def test_a_page_s_document_is_cut_again_when_it_is_to_be_read_again(reading: Reading, site: Site) -> None:
    site.page("/", "Home of apples.")
    reading.add(f"{site.url}/")
    (document,) = reading.documents().values()
    asked = {"document_ids": [document["id"]], "action": "reparse"}
    assert reading.house.post("/api/documents/bulk", by=reading.cleo, json=asked).status == 200
    reading.house.settle()
    assert [one["state"] for one in reading.documents().values()] == ["ready"]
    assert "Home of apples" in reading.search("apples")[0]["text"]


def test_a_fork_takes_the_texts_of_pages_along(reading: Reading, site: Site, people: People) -> None:
    site.page("/", "Home of apples.")
    reading.add(f"{site.url}/")
    place, ada = f"/api/knowledge/{reading.base}", people["ada"]
    reading.house.put(f"{place}/publication", by=reading.cleo, json={"audience": "organisation", "summary": "Fruit"})
    reading.house.post(f"/api/marketplace/knowledge/{reading.base}/install", by=ada)
    made = reading.house.post(f"{place}/fork", by=ada, json={"name": "Mine"})
    assert made.status == 201, made.body
    reading.house.settle()
    found = reading.house.post(f"/api/knowledge/{made.json['id']}/search", by=ada, json={"query": "apples"}).json[
        "data"
    ]
    assert ["Home of apples" in one["text"] for one in found] == [True]
