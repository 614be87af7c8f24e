"""Which hosts web pages may come from: what the administrator listed, and nothing else."""

from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from appliance.engines.egress import Rule

FEATURE: Final = "webpages"
_USUAL: Final = (80, 443)


def rules(listed: Iterable[str]) -> tuple[Rule, ...]:
    """One rule an entry. Private addresses only for what is named in full; the ports 80 and 443 unless one is named."""
    return tuple(_rule(entry) for entry in listed)


def _rule(entry: str) -> Rule:
    parts = urlsplit(f"//{entry}")
    wild, dot, name = (parts.hostname or "").rpartition("*.") if entry.startswith("*.") else ("", "", parts.hostname)
    host = f"{wild}{dot}{(name or '').encode('idna').decode()}" if ":" not in (name or "") else (name or "")
    ports = (parts.port,) if parts.port else _USUAL
    return Rule(FEATURE, not entry.startswith("*"), frozenset((host, port) for port in ports))
