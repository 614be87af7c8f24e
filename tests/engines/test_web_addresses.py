"""One spelling for an address, robots.txt by RFC 9309, site maps within bounds, and the list of hosts."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.config import ConfigError, load
from appliance.engines.egress import Egress
from appliance.engines.web import hosts, robots, sitemaps
from appliance.engines.web.addresses import BadAddress, is_endless, normal

SPELLED = {
    "HTTP://Example.COM:80/a/../b//c/./d#e": "http://example.com/b/c/d",
    "https://example.com": "https://example.com/",
    "https://example.com:443/?": "https://example.com/",
    "https://example.com:8443/a?b=1&utm_source=x&c=2": "https://example.com:8443/a?b=1&c=2",
    "https://bücher.example/straße": "https://xn--bcher-kva.example/stra%C3%9Fe",
    "https://example.com/%7euser/%e4": "https://example.com/~user/%E4",
    "https://example.com./a/": "https://example.com/a/",
    "http://[::1]:8080/": "http://[::1]:8080/",
    " https://example.com/a\n": "https://example.com/a",
}
REFUSED = (
    "ftp://example.com/", "//example.com/", "/a", "http://", "http://user@example.com/", "http://u:p@example.com/",
    "http://exa mple.com/", "http://127.0.0.1\\@example.com/", "http://example.com:99999/", "http://[fe80::1%lo]/",
    "http://127.0.0.1%00/", "http://exam\x00ple.com/", "javascript:alert(1)", "data:text/plain,x", "http://[127.0.0.1]/",
    "http://-/" + "a" * 2_000, "http://a..b/", "file:///etc/passwd",
)  # fmt: skip


@pytest.mark.parametrize(("written", "spelled"), SPELLED.items())
def test_an_address_has_one_spelling(written: str, spelled: str) -> None:
    assert normal(written) == spelled
    assert normal(spelled) == spelled


@pytest.mark.parametrize("address", REFUSED)
def test_what_is_no_address_of_a_page_is_refused(address: str) -> None:
    with pytest.raises(BadAddress):
        normal(address)


@given(st.text(max_size=60))
def test_any_text_is_an_address_in_its_final_spelling_or_refused(text: str) -> None:
    try:
        found = normal(text, "https://example.com/a/b")
    except BadAddress:
        return
    assert normal(found) == found
    assert found.isascii()


def test_paths_that_make_themselves_longer_are_seen() -> None:
    assert is_endless("http://x/" + "a/b/" * 4)
    assert is_endless("http://x/" + "/".join(map(str, range(17))))
    assert not is_endless("http://x/2026/11/22/a-story?page=2")


# The examples of RFC 9309 and of the group's test suite, as (robots.txt, path, allowed).
RULES = (
    ("user-agent: *\ndisallow: /", "/x", False),
    ("User-Agent: Appliance\nDisallow: /a\n\nUser-agent: *\nDisallow: /", "/b", True),
    ("user-agent: other\nuser-agent: appliance/2.0\ndisallow: /a\n", "/a", False),
    ("user-agent: appliances\ndisallow: /\n", "/a", True),
    ("user-agent: appliance\ndisallow: /a\nuser-agent: x\ndisallow: /\nuser-agent: appliance\ndisallow: /b", "/b", False),
    ("user-agent: *\ndisallow: /example/page/\nallow: /example/page/disallowed.gif", "/example/page/disallowed.gif", True),
    ("user-agent: *\nallow: /page\ndisallow: /*.html", "/page.html", False),
    ("user-agent: *\nallow: /p\ndisallow: /p", "/p", True),
    ("user-agent: *\ndisallow: /*.gif$", "/a.gif?x", True),
    ("user-agent: *\ndisallow: /*.gif$", "/a/b.gif", False),
    ("user-agent: *\ndisallow: /a$", "/ab", True),
    ("user-agent: *\ndisallow: /a*b*c", "/axxbyyc/d", False),
    ("user-agent: *\ndisallow: /a*b*b$", "/ab", True),
    ("user-agent: *\ndisallow:", "/x", True),
    ("disallow: /", "/x", True),
    ("user-agent: *\nnonsense\nsitemap: /s\ndisallow: /x # why", "/x", False),
    ("user-agent: *\ndisallow: /ツ", "/%E3%83%84", False),
    ("user-agent: *\ndisallow: /%7ea", "/~a", False),
    ("\ufeffuser-agent: *\r\ndisallow: /x", "/x", False),
    ("user-agent: *\ndisallow: /", "/robots.txt", True),
)  # fmt: skip


@pytest.mark.parametrize(("text", "path", "allowed"), RULES)
def test_robots_txt_is_understood(text: str, path: str, allowed: bool) -> None:
    assert robots.read(text.encode()).allows(path) is allowed


def test_a_delay_is_honoured_up_to_a_bound() -> None:
    assert robots.read(b"user-agent: *\ncrawl-delay: 2.5").delay == 2.5
    assert robots.read(b"user-agent: *\ncrawl-delay: 99999").delay == 30
    assert robots.read(b"user-agent: *\ncrawl-delay: soon").delay is None


def test_a_hostile_pattern_takes_no_time() -> None:
    rules = robots.read(b"user-agent: *\ndisallow: /" + b"*a" * 20_000 + b"$")
    assert rules.allows("/" + "a" * 1_999)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_robots_txt(data: bytes) -> None:
    assert robots.read(data).allows("/robots.txt")


def test_site_maps_are_read_packed_or_not_and_unpacked_within_bounds() -> None:
    text = (
        b"<urlset><url><loc> https://a/?x=1&amp;y=2 </loc></url><url><loc><![CDATA[https://b/]]></loc></url></urlset>"
    )
    for data in (text, gzip.compress(text)):
        assert sitemaps.read(data) == sitemaps.Sitemap(False, ("https://a/?x=1&y=2", "https://b/"))
    assert sitemaps.read(b"<sitemapindex><sitemap><loc>https://a/</loc></sitemap></sitemapindex>").is_index
    assert sitemaps.read(b"https://a/\nnonsense\n").addresses == ("https://a/",)
    with pytest.raises(sitemaps.BadSitemap, match="too_large"):
        sitemaps.read(gzip.compress(bytes(sitemaps.MOST_BYTES + 1)))
    for data in (b"<html></html>", b"\x1f\x8bnonsense"):
        with pytest.raises(sitemaps.BadSitemap, match="no_sitemap"):
            sitemaps.read(data)


def test_hosts_are_reached_as_they_are_listed_and_no_others() -> None:
    egress = Egress(
        hosts.rules(["docs.example.com", "*.wild.example", "wiki.internal:8080", "bücher.example", "[::1]:81"])
    )
    tried = {
        ("docs.example.com", 443): True, ("docs.example.com", 80): True, ("docs.example.com", 8443): False,
        ("a.docs.example.com", 443): False, ("a.wild.example", 80): True, ("wild.example", 80): False,
        ("evilwild.example", 80): False, ("wiki.internal", 8080): True, ("wiki.internal", 80): False,
        ("xn--bcher-kva.example", 443): True, ("::1", 81): True, ("DOCS.example.com.", 443): True,
    }  # fmt: skip
    assert {place: egress.names("webpages", *place) for place in tried} == tried
    assert {name for rule in egress.rules() if not rule.private for name, _ in rule.targets} == {"*.wild.example"}
    assert not Egress(hosts.rules([])).names("webpages", "docs.example.com", 443)


@pytest.mark.parametrize(
    "listed", ["https://docs.example.com", "docs.example.com/a", "a b", "x:0", "x:70000", "*x.example"]
)
def test_what_is_no_host_is_refused_at_the_start(listed: str) -> None:
    with pytest.raises(ConfigError, match="APPLIANCE_WEB_HOSTS"):
        load({"APPLIANCE_WEB_HOSTS": listed})
