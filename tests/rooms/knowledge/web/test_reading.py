"""From an address to passages that link to it: pages, sites, site maps, and what they ask to be left alone."""

from typing import Any

from appliance.rooms.knowledge.quotas import LimitDraft
from appliance.rooms.knowledge.quotas import actions as quotas
from appliance.rooms.knowledge.quotas.shapes import QuotasDraft
from appliance.store.database import write_now
from tests.rooms.knowledge.web.conftest import Reading
from tests.rooms.knowledge.web.site import Answer, Site


def test_a_page_becomes_a_document_whose_passages_link_to_it(reading: Reading, site: Site) -> None:
    site.page("/guide?v=2", "The quiet coach goes to Zagreb.", "/elsewhere")
    found = reading.add(f"{site.url}/guide?utm_source=x&v=2#part")
    assert (found["state"], found["title"], found["url"]) == (
        "ready", "The quiet coach goes to Zagreb", f"{site.url}/guide?v=2",
    )  # fmt: skip
    (document,) = reading.documents().values()
    assert (document["source"], document["state"], document["media_type"]) == ("web", "ready", "text/html")
    assert document["source_updated_at"]
    (hit,) = reading.search("quiet coach Zagreb")
    assert hit["link"] == f"{site.url}/guide?v=2"
    assert hit["heading"] == "The quiet coach goes to Zagreb"
    assert site.asked == ["/guide?v=2"]
    assert site.heads[0]["user-agent"].startswith("appliance/")


def small_site(site: Site) -> None:
    site.robots("User-agent: *\nDisallow: /private\nAllow: /private/open\n")
    site.page(
        "/", "Home.", "/a", "/b/", "/private/x", "/private/open", "/loop", "http://other.example.com/", "mailto:x@y"
    )
    site.page("/a", "Apples are red.", "/", "/deep", '<a rel="nofollow" href="/unfollowed">no</a>', "#top")
    site.page("/b/", "Berries are blue.", "../a", "c", head='<meta name="robots" content="noindex">')
    site.page("/b/c", "Cherries are dark.", "/hidden", head='<meta name="ROBOTS" content="nofollow">')
    site.page("/private/open", "An open secret.")
    site.redirect("/loop", "/loop2")
    site.redirect("/loop2", "/loop")
    site.page("/deep", "Deep down.", "/deeper")
    site.page("/deeper", "Too deep.")


def test_a_site_is_read_within_its_bounds(reading: Reading, site: Site) -> None:
    small_site(site)
    found = reading.add(f"{site.url}/", kind="site", depth=2)
    assert reading.states(found["id"]) == {
        "": "stored", "a": "stored", "b/": "noindex", "b/c": "stored", "deep": "stored",
        "loop": "redirected", "loop2": "redirected",
        "private/open": "stored", "private/x": "disallowed robots_disallowed",
    }  # fmt: skip
    assert len(site.asked) == len(set(site.asked)) == 8
    assert site.most_at_once == 1
    assert set(reading.documents()) == {"", "a", "b/c", "deep", "private/open"}


def test_the_counts_reconcile(reading: Reading, site: Site) -> None:
    small_site(site)
    found = reading.add(f"{site.url}/", kind="site", depth=2)
    assert sum(found["pages_by_state"].values()) == found["asked"] == 9
    assert found["document_count"] == found["changed"] == found["pages_by_state"]["stored"] == 5
    assert (found["waiting"], found["unchanged"], found["not_modified"], found["left_out"]) == (0, 0, 0, 0)


def test_paths_are_included_and_excluded(reading: Reading, site: Site) -> None:
    site.page("/", "Home.", "/docs/a", "/docs/old/b", "/blog")
    for path in ("/docs/a", "/docs/old/b", "/blog"):
        site.page(path, f"Page {path}.")
    found = reading.add(f"{site.url}/", kind="site", include=["/docs/"], exclude=["/docs/old/"])
    assert set(reading.states(found["id"])) == {"", "docs/a"}


def test_endless_calendars_end(reading: Reading, site: Site) -> None:
    def month(path: str) -> Answer:
        number = int(path.rpartition("=")[2] or 0)
        links = "".join(f'<a href="/calendar?month={number + step}">on</a>' for step in range(1, 40))
        text = f"<!doctype html><html><body>{links}<p>Month {number} {'of the year ' * 30}</p></body></html>"
        return Answer(text.encode(), headers={"Content-Type": "text/html"})

    site.pages["/calendar?*"] = month
    site.page("/x", "X.", "x/x/x/x/x/x", "/calendar?month=1")
    found = reading.add(f"{site.url}/x", kind="site", depth=10, page_limit=200)
    assert len(site.asked) <= 30
    assert found["left_out"] > 0


def test_the_page_limit_holds(reading: Reading, site: Site) -> None:
    site.page("/", "Home.", *[f"/p{number}" for number in range(30)])
    for number in range(30):
        site.page(f"/p{number}", f"Number {number}.")
    found = reading.add(f"{site.url}/", kind="site", page_limit=5)
    assert (len(site.asked), found["document_count"], found["left_out"]) == (5, 5, 26)


def test_a_site_map_index_leads_to_pages_packed_or_not(reading: Reading, site: Site) -> None:
    site.sitemap("/sitemap.xml", f"{site.url}/one.xml", f"{site.url}/two.xml.gz", index=True)
    site.sitemap("/one.xml", f"{site.url}/a", f"{site.url}/b", f"{site.other}/not-ours")
    site.sitemap("/two.xml.gz", f"{site.url}/c", gz=True)
    for path in "abc":
        site.page(f"/{path}", f"Page {path}.", "/not-followed")
    found = reading.add(f"{site.url}/sitemap.xml", kind="sitemap")
    assert reading.states(found["id"]) == {
        "sitemap.xml": "sitemap", "one.xml": "sitemap", "two.xml.gz": "sitemap", "a": "stored", "b": "stored",
        "c": "stored",
    }  # fmt: skip


def test_a_huge_site_map_is_read_within_bounds(reading: Reading, site: Site) -> None:
    site.sitemap("/sitemap.xml.gz", *(f"{site.url}/{number}" for number in range(40_000)), gz=True)
    site.page("/0", "Number 0.")
    site.page("/1", "Number 1.")
    found = reading.add(f"{site.url}/sitemap.xml.gz", kind="sitemap", page_limit=2)
    assert (found["document_count"], found["left_out"]) == (2, 39_998)


def test_what_cannot_be_read_says_why(reading: Reading, site: Site) -> None:
    links = ("/big", "/zip", "/liar", "/teapot", "/blank", "/away", "/self")
    site.page("/", "Home.", *links)
    site.pages["/big"] = Answer(b"x" * 10_500_000, headers={"Content-Type": "text/plain"})
    site.pages["/zip"] = Answer(b"PK\x03\x04", headers={"Content-Type": "application/zip"})
    site.pages["/liar"] = Answer(b"\x89PNG\r\n\x1a\n" + bytes(50), headers={"Content-Type": "text/html"})
    site.pages["/teapot"] = Answer(b"", 418)
    site.pages["/blank"] = Answer(b"<html><body></body></html>", headers={"Content-Type": "text/html"})
    site.redirect("/away", f"{site.other}/")
    site.redirect("/self", "/self#again")
    found = reading.add(f"{site.url}/", kind="site")
    assert reading.states(found["id"]) == {
        "": "stored", "big": "failed too_large", "zip": "failed unsupported_type", "liar": "failed unsupported",
        "teapot": "failed http_418", "blank": "failed empty", "away": "failed off_site",
        "self": "failed redirect_loop",
    }  # fmt: skip


def test_canonical_addresses_are_one_page(reading: Reading, site: Site) -> None:
    site.page("/", "Home.", "/item?colour=red", "/item?colour=blue", "/x", "/y")
    for colour in ("red", "blue"):
        site.page(f"/item?colour={colour}", "An item.", head='<link rel="canonical" href="/item">')
    site.page("/item", "An item.", head='<link rel="canonical" href="/item">')
    site.page("/x", "X says Y.", head='<link rel="canonical" href="/y">')
    site.page("/y", "Y says X.", head='<link rel="canonical" href="/x">')
    reading.add(f"{site.url}/", kind="site")
    assert set(reading.documents()) == {"", "item", "y"}


def test_a_site_that_moved_its_front_door_is_read_where_it_is(reading: Reading, site: Site) -> None:
    site.redirect("/", f"{site.other}/home", 301)
    site.page("/home", "Home.", "/a")
    site.page("/a", "Apples.")
    found = reading.add(f"{site.url}/", kind="site")
    assert reading.states(found["id"]) == {"": "redirected", "home": "stored", "a": "stored"}


def test_robots_that_cannot_be_asked_shut_everything(reading: Reading, site: Site) -> None:
    site.robots("", status=503)
    site.page("/", "Home.")
    found = reading.add(f"{site.url}/")
    assert (found["state"], found["error_code"], site.asked) == ("failed", "robots_unreachable", [])


def test_more_than_five_redirects_are_too_many(reading: Reading, site: Site) -> None:
    for number in range(8):
        site.redirect(f"/{number}", f"/{number + 1}")
    site.page("/8", "The end.")
    found = reading.add(f"{site.url}/0")
    assert (found["state"], found["error_code"], len(site.asked)) == ("failed", "redirect_loop", 6)


def views(reading: Reading) -> Any:
    return reading.house.get("/api/webpages", by=reading.cleo).json["data"]


def test_an_address_that_two_web_pages_name_is_one_document(reading: Reading, site: Site) -> None:
    site.page("/", "Home.", "/a")
    site.page("/a", "Apples.")
    first = reading.add(f"{site.url}/a")
    second = reading.add(f"{site.url}/", kind="site")
    assert reading.states(second["id"]) == {"": "stored", "a": "duplicate"}
    assert len(reading.documents()) == 2
    assert reading.post(f"{site.url}/a").code == "CONFLICT"
    assert [one["id"] for one in views(reading)] == [second["id"], first["id"]]


def test_pages_for_which_the_quota_has_no_room_say_so(reading: Reading, site: Site) -> None:
    site.page("/", "Home.", "/a", "/b")
    site.page("/a", "Apples are red.")
    site.page("/b", "Berries are blue.")
    limit = QuotasDraft(base=LimitDraft(documents=2))
    write_now(lambda: quotas.change(limit, by=reading.cleo.owner))
    found = reading.add(f"{site.url}/", kind="site", depth=1)
    assert reading.states(found["id"]) == {"": "stored", "a": "stored", "b": "failed quota"}
    assert set(reading.documents()) == {"", "a"}
