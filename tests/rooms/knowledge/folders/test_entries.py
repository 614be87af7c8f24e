"""The setting that names watched folders."""

from pathlib import Path

import pytest

from appliance.rooms.knowledge.folders.entries import WatchEntry, entries

DATA = Path("/var/lib/appliance")
BASE = "kb_01m830810rzaj178jfrwjx2mn6"


def read(setting: str) -> list[WatchEntry]:
    return entries(setting, DATA)


def test_entries_name_a_base_and_a_folder() -> None:
    assert read(f"Handbook=/srv/docs; {BASE} = /srv/a=b ;;") == [
        WatchEntry("Handbook", "/srv/docs"),
        WatchEntry(BASE, "/srv/a=b"),
    ]
    assert [entry.base_id for entry in read(f"Handbook=/srv;{BASE}=/srv")] == [None, BASE]


def test_a_folder_alone_fills_a_base_of_its_name() -> None:
    assert read("/srv/docs;/srv/a=b/") == [WatchEntry("docs", "/srv/docs"), WatchEntry("a=b", "/srv/a=b")]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("/", "bad_entry"),
        ("Handbook", "bad_entry"),
        ("=/srv/docs", "bad_entry"),
        ("Handbook=", "bad_entry"),
        ("H\x07=/srv", "bad_entry"),
        ("x" * 201 + "=/srv", "bad_entry"),
        ("kb_01m830=/srv", "bad_entry"),
        ("Handbook=srv/docs", "not_absolute"),
        ("Handbook=/var/lib/appliance", "own_data"),
        ("Handbook=/var/lib/appliance/files/../files", "own_data"),
    ],
)
def test_a_wrong_entry_says_what_is_wrong_beside_a_right_one(text: str, wrong: str) -> None:
    assert [entry.wrong for entry in read(f"{text};Plans=/srv/plans")] == [wrong, None]


def test_nothing_is_watched_by_default() -> None:
    assert read("") == []


def test_the_same_entry_twice_is_one() -> None:
    assert len(read("Handbook=/srv;Handbook=/srv/;Handbook=/srv")) == 1
