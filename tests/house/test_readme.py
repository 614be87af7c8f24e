"""What the README says exists: commands, settings, files, addresses. Run as a module it renews the table."""

import re
import subprocess
import sys
import tomllib

from appliance import config
from appliance.house import build
from appliance.web.own import with_own
from tests.house.source import ROOT

README = ROOT / "README.md"
MARKS = re.compile(r"(<!-- settings -->\n).*?(<!-- /settings -->)", re.DOTALL)


def settings() -> str:
    rows = [
        f"| `{row.name}` | {f'`{row.default}`' if row.default else ''} | {row.help} |" for row in config.explain({})
    ]
    return "\n".join(["", "| variable | default | what it does |", "|---|---|---|", *rows, "", ""])


def renewed(text: str) -> str:
    return MARKS.sub(lambda match: match[1] + settings() + match[2], text)


def test_every_setting_is_in_the_table():
    assert README.read_text() == renewed(README.read_text())


def test_every_command_exists():
    for words in set(re.findall(r"`?appliance ((?:[a-z-]+ ?){1,2})", README.read_text())):
        command = [word for word in words.split() if re.fullmatch(r"[a-z-]+", word)]
        if command[0] not in ("serve", "config", "routes", "migrate", "reindex", "user", "license"):
            continue
        asked = command if command[0] in ("user", "license") else command[:1]
        done = subprocess.run(
            [sys.executable, "-m", "appliance", *asked, "--help"], cwd=ROOT, capture_output=True, check=False
        )
        assert done.returncode == 0, words


def test_every_named_file_exists():
    named = set(re.findall(r"`((?:tests|installer|appliance)/[\w/.-]+)`", README.read_text()))
    assert named
    assert {path for path in named if not (ROOT / path).exists()} == set()


def test_every_named_address_exists():
    known = {re.sub(r"\{\w+:\w+\}", "{}", path) for one in with_own(build()).endpoints for path in one.paths}
    named = set(re.findall(r"(?:GET|POST) (/[\w/{}-]+)", README.read_text()))
    named |= set(re.findall(r"\$API(/[\w/$-]+)", README.read_text()))
    plain = {re.sub(r"\{\w+\}|\$\w+", "{}", path) for path in named}
    assert plain - known == set()


TIERS = ("community", "pro", "enterprise", "full")
ROWS = {
    "people": "users", "agents": "agents", "knowledge bases": "knowledge_bases", "messages a month": "messages",
    "document size": "document_bytes",
}  # fmt: skip


def told(limit: str, value: int | None) -> str:
    if value is None:
        return "-"
    if limit != "document_bytes":
        return f"{value:,}"
    return f"{value >> 30} GB" if value >> 30 else f"{value >> 20} MB"


def test_the_tiers_are_those_of_the_registry():
    limits = tomllib.loads((ROOT / "licenses/tiers.toml").read_text())["limits"]
    lines = README.read_text().splitlines()
    for words, limit in ROWS.items():
        cells = [told(limit, limits[tier].get(limit)) for tier in TIERS]
        assert f"| {words} | {' | '.join(cells)} |" in lines


def test_the_two_commands_stand_there():
    text = README.read_text()
    assert "pip install . && appliance serve" in text
    assert "pip install '.[test]' && python -m tests" in text


if __name__ == "__main__":
    README.write_text(renewed(README.read_text()))
