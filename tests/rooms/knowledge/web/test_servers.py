"""Servers as they are: they pack answers, name their site maps, tell what has not changed, and hold PDF documents."""

import gzip
import zlib

import pytest

from appliance.kernel import clock
from tests.engines.parse.parse_samples import pdf
from tests.rooms.knowledge.web.conftest import Reading
from tests.rooms.knowledge.web.site import HTML, Answer, Site, html


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_page_that_comes_packed_is_read(reading: Reading, site: Site, coding: str) -> None:
    body = (gzip.compress if coding == "gzip" else zlib.compress)(html("The quiet coach goes to Zagreb."))
    site.pages["/"] = Answer(body, headers={"Content-Type": HTML, "Content-Encoding": coding})
    assert reading.add(f"{site.url}/")["state"] == "ready"
    assert reading.search("quiet coach")


@pytest.mark.parametrize(
    ("coding", "body", "code"),
    [
        ("gzip", gzip.compress(bytes(50_000_000)), "too_large"),
        ("br", b"packed", "broken"),
        ("gzip", b"plain", "broken"),
    ],
    ids=["bomb", "unknown", "damaged"],
)
def test_what_cannot_be_unpacked_fails(reading: Reading, site: Site, coding: str, body: bytes, code: str) -> None:
    site.pages["/"] = Answer(body, headers={"Content-Type": HTML, "Content-Encoding": coding})
    found = reading.add(f"{site.url}/")
    assert (found["state"], found["error_code"]) == ("failed", code)


def test_the_site_maps_of_robots_are_used(reading: Reading, site: Site) -> None:
    site.robots(f"Sitemap: {site.url}/map.xml\nUser-agent: *\nDisallow: /no\nSitemap: {site.other}/foreign.xml\n")
    site.sitemap("/map.xml", f"{site.url}/docs/alone", f"{site.url}/no", f"{site.other}/docs/far")
    site.page("/docs/", "Home.", "/docs/a")
    for path in ("/docs/a", "/docs/alone", "/no", "/docs/far"):
        site.page(path, f"Page {path}.")
    found = reading.add(f"{site.url}/docs/", kind="site", include=["/docs/"])
    assert set(reading.documents()) == {"docs/", "docs/a", "docs/alone"}
    assert "/foreign.xml" not in site.asked
    assert reading.states(found["id"])["map.xml"] == "sitemap"


def test_a_single_page_asks_for_no_site_map(reading: Reading, site: Site) -> None:
    site.robots(f"Sitemap: {site.url}/map.xml\n")
    site.page("/", "Home.", "/a")
    reading.add(f"{site.url}/")
    reading.add(f"{site.url}/?again", kind="site", depth=0)
    assert "/map.xml" not in site.asked


def test_what_the_site_map_says_is_old_is_not_asked_for_again(
    clock_hands: clock.Hands, reading: Reading, site: Site
) -> None:
    day = clock.iso(clock_hands.at_ms)[:10]
    old = "2001-02-03"

    def listed(lastmod: dict[str, str]) -> Answer:
        entries = "".join(
            f"<url><loc>{site.url}/{path}</loc><lastmod>{told}</lastmod></url>" for path, told in lastmod.items()
        )
        return Answer(f"<urlset>{entries}</urlset>".encode(), headers={"Content-Type": "application/xml"})

    for path in ("/old", "/new", "/odd"):
        site.page(path, f"Page {path}.")
    site.pages["/map.xml"] = listed({"old": old, "new": day, "odd": "yesterday"})
    found = reading.add(f"{site.url}/map.xml", kind="sitemap")
    assert found["document_count"] == 3
    site.asked.clear()
    found = reading.refresh(found["id"])
    assert sorted(site.asked) == ["/map.xml", "/new", "/odd"]
    assert (found["not_modified"], found["document_count"], found["waiting"]) == (1, 3, 0)


def test_a_pdf_of_the_web_keeps_its_pages(reading: Reading, site: Site) -> None:
    pages = [[f"Page {n} speaks of topic{n}."] for n in range(1, 4)]
    site.pages["/a.pdf"] = Answer(pdf(*pages), headers={"Content-Type": "application/pdf"})
    reading.add(f"{site.url}/a.pdf")
    (document,) = reading.documents().values()
    assert document["page_count"] == 3
    (hit,) = reading.search("topic2")
    assert (hit["page"], hit["last_page"], hit["link"]) == (1, 3, f"{site.url}/a.pdf")
