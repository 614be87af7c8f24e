"""What a page says to crawlers comes out of the sandbox as written, and within bounds."""

import pytest

from appliance.engines.parse import wire
from appliance.engines.parse.links import MOST_LINKS
from appliance.engines.parse.model import Parsed, ParseFailed, WebFacts
from appliance.engines.parse.source import Source
from appliance.engines.parse.webpage import parse


def facts(markup: str) -> WebFacts:
    found = parse(Source(markup.encode(), "html", "text/html")).web
    assert found is not None
    return found


def test_links_are_taken_from_navigation_too_but_not_where_they_are_not_to_be_followed() -> None:
    found = facts(
        '<nav><a href=" /a ">a</a></nav><p><a href=b rel="noopener NoFollow">b</a><a>c</a><a href="">d</a>'
        '<a href="//x/y?z=1&amp;w">e</a><a href=" /a">again</a><area href="/map">'
    )
    assert found.links == ("/a", "//x/y?z=1&w", "/map")


def test_words_for_robots_base_and_canonical_address() -> None:
    found = facts(
        '<base href="/docs/"><link rel="alternate" href="/x"><link rel="Canonical" href="/y">'
        '<meta name="ROBOTS" content="NoIndex, follow"><meta name="appliance" content="nofollow">'
        '<meta name="otherbot" content="none"><meta name="robots">'
    )
    assert (found.base, found.canonical) == ("/docs/", "/y")
    assert found.robots == {"noindex", "follow", "nofollow"}


def test_a_page_of_a_million_links_gives_some() -> None:
    links = "".join(f"<a href='/{number}'>x</a>" for number in range(5_000)) + f"<a href='/{'a' * 3_000}'>x</a>"
    assert len(facts(links).links) == MOST_LINKS


def test_they_cross_to_the_server_and_nonsense_does_not() -> None:
    web = WebFacts(("/a",), None, "/b", frozenset({"noindex"}))
    parsed = Parsed(None, "text", (), (), "text/html", (), None, web)
    frame = wire.pack(parsed)[wire.HEAD.size :]
    assert wire.unpack(frame).web == web
    with pytest.raises(ParseFailed):
        wire.unpack(frame.replace(b'[["/a"]', b"[[1]"))
    with pytest.raises(ParseFailed):
        wire.unpack(frame.replace(b'"/b"', b"{}"))
