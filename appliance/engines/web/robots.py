"""robots.txt as RFC 9309 has it: the group of our name, else of everybody; the longest rule wins, and a tie allows."""

import re
from dataclasses import dataclass, replace
from typing import Final

from appliance.engines.web.addresses import escaped

AGENT: Final = "appliance"
MOST_BYTES: Final = 512 * 1024
MOST_DELAY_SECONDS: Final = 30.0
MOST_SITEMAPS: Final = 20
_TOKEN: Final = re.compile(r"[A-Za-z_-]+")
_RULES: Final = {"allow": True, "disallow": False}


@dataclass(frozen=True, slots=True)
class Robots:
    """What an origin asks of us: rules as (allowed, pattern), seconds between requests; and where its site maps are."""

    rules: tuple[tuple[bool, str], ...] = ()
    delay: float | None = None
    sitemaps: tuple[str, ...] = ()

    def allows(self, path: str) -> bool:
        """Whether a path (with its query) may be asked for."""
        if path == "/robots.txt":
            return True
        asked = escaped(path)
        hits = [(len(pattern), allowed) for allowed, pattern in self.rules if _matches(pattern, asked)]
        return max(hits)[1] if hits else True


OPEN: Final = Robots()
SHUT: Final = Robots(((False, "/"),))


def read(data: bytes) -> Robots:
    """The rules for us; what cannot be understood is passed over, and so is everything behind 500 KiB."""
    text = data[:MOST_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")
    groups: dict[str, list[tuple[str, str]]] = {}
    names: list[str] = []
    sitemaps: list[str] = []
    is_open = False
    for line in re.split(r"\r\n?|\n", text):
        key, colon, value = line.partition("#")[0].partition(":")
        word, told = key.strip().lower(), value.strip()
        if not colon:
            continue
        if word == "user-agent":
            names = [*names, _name(told)] if is_open else [_name(told)]
            is_open = True
            groups.setdefault(names[-1], [])
        elif word == "sitemap":
            sitemaps.append(told)
        elif word in _RULES or word == "crawl-delay":
            is_open = False
            for name in names:
                groups[name].append((word, told))
    found = _of(groups.get(AGENT, groups.get("*", [])))
    return replace(found, sitemaps=tuple(dict.fromkeys(sitemaps))[:MOST_SITEMAPS])


def _name(told: str) -> str:
    found = _TOKEN.match(told)
    return "*" if told.startswith("*") else found[0].lower() if found else ""


def _of(lines: list[tuple[str, str]]) -> Robots:
    rules = tuple((_RULES[word], escaped(told)) for word, told in lines if word in _RULES and told)
    delays = [told for word, told in lines if word == "crawl-delay" and re.fullmatch(r"\d{1,6}(?:\.\d{1,6})?", told)]
    return Robots(rules, min(float(delays[0]), MOST_DELAY_SECONDS) if delays else None)


def _matches(pattern: str, path: str) -> bool:
    """`*` stands for anything, a closing `$` for the end. Every part is looked for once, from left to right."""
    is_whole = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not others:
        return not is_whole or path == first
    at = len(first)
    *between, last = others
    for part in between:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return path.endswith(last) and len(path) - len(last) >= at if is_whole else path.find(last, at) >= 0
