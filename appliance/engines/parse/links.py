"""What a web page says to those who follow links: where it leads, what it is called, whether it wants to be kept."""

from collections.abc import Mapping
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from appliance.engines.parse.model import WebFacts, clean

MOST_LINKS: Final = 2_000
MOST_CHARACTERS: Final = 2_000
_ROBOTS: Final = frozenset({"robots", "appliance"})


def page_facts(tree: LexborHTMLParser) -> WebFacts:
    """Links in their order, those marked `rel=nofollow` left out; nothing is resolved or believed here."""
    return WebFacts(
        tuple(_links(tree)),
        next((_address(node.attributes) for node in tree.css("base[href]")), None),
        next(
            (_address(node.attributes) for node in tree.css("link[href]") if "canonical" in _rel(node.attributes)), None
        ),
        frozenset(_robots(tree)),
    )


def _links(tree: LexborHTMLParser) -> list[str]:
    found: dict[str, None] = {}
    for node in tree.css("a[href], area[href]"):
        told = node.attributes
        if "nofollow" not in _rel(told) and (address := _address(told)):
            found.setdefault(address)
        if len(found) == MOST_LINKS:
            break
    return list(found)


def _robots(tree: LexborHTMLParser) -> list[str]:
    told = [node.attributes for node in tree.css("meta[name][content]")]
    words = [one["content"] or "" for one in told if (one["name"] or "").strip().lower() in _ROBOTS]
    return [word.strip().lower()[:50] for text in words for word in text.split(",") if word.strip()][:50]


def _rel(told: Mapping[str, str | None]) -> list[str]:
    return (told.get("rel") or "").lower().split()


def _address(told: Mapping[str, str | None]) -> str | None:
    address = clean(told.get("href") or "").strip()
    return address if 0 < len(address) <= MOST_CHARACTERS else None
