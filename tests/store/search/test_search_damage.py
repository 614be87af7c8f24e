"""Damage of any file is found when the index is opened, never by a reader."""

import json
import shutil
from pathlib import Path

import pytest
import tantivy

from appliance.store.search import ANALYSIS_VERSION, Ask, Entry, IndexDamaged, Marker, SearchIndex, rebuild
from appliance.store.search.schema import FIELDS, SCHEMA_HASH, schema
from appliance.store.search.writing import Writer

KINDS = ("idx", "pos", "term", "store", "fast", "fieldnorm", "del")


def _entries(first: int, last: int) -> list[Entry]:
    return [
        Entry(f"c{n}", f"d{n}", "chunk", ("kb_a",), "A title", "", f"lamp number {n} and harbour {n % 7}", "en")
        for n in range(first, last)
    ]


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("sound") / "index"
    index = SearchIndex.open(folder)
    index.apply([f"d{n}" for n in range(400)], _entries(0, 400), sequence=1)
    index.apply(["d3", "d4"], [], sequence=2)
    index.garbage_collect()
    index.close()
    return folder


@pytest.fixture
def copy(sound, folder) -> Path:
    shutil.copytree(sound, folder)
    return folder


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 0xFF
    path.write_bytes(data)


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


def _halve(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [_flip, _truncate, _halve, _empty, Path.unlink], ids=lambda f: f.__name__)
@pytest.mark.parametrize("kind", KINDS)
def test_damaged_segment_file_is_found(copy, kind, damage):
    paths = sorted(copy.glob(f"*.{kind}"))
    assert paths
    damage(paths[0])
    with pytest.raises(IndexDamaged):
        SearchIndex.open(copy)


@pytest.mark.parametrize("name", ["meta.json", ".managed.json"])
@pytest.mark.parametrize("damage", [_truncate, _halve, _empty, Path.unlink], ids=lambda f: f.__name__)
def test_damaged_list_is_found(copy, name, damage):
    damage(copy / name)
    with pytest.raises(IndexDamaged):
        SearchIndex.open(copy)


@pytest.mark.parametrize("content", [b"garbage", b"\xff\x00", b"[]", b"{}", b"null", b'{"segments": 5}', b"[" * 50_000])
def test_garbage_for_a_list_is_found(copy, content):
    (copy / "meta.json").write_bytes(content)
    with pytest.raises(IndexDamaged):
        SearchIndex.open(copy)


def test_every_flipped_character_of_the_list_is_found_or_harmless(copy):
    path = copy / "meta.json"
    whole = path.read_bytes()
    for at in range(0, len(whole), 5):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x01]) + whole[at + 1 :])
        try:
            index = SearchIndex.open(copy)
        except IndexDamaged:
            continue
        found = index.search(Ask("lamp", ("kb_a",), limit=1000), lambda _: {})
        assert (len(found), index.count(), index.marker().sequence) == (398, 398, 2), whole[at - 20 : at + 20]
        index.close()


def test_older_list_whose_files_are_gone_is_damaged(copy):
    index = SearchIndex.open(copy)
    old = (copy / "meta.json").read_bytes()
    index.apply(["d9"], [], sequence=3)
    index.garbage_collect()
    index.close()
    (copy / "meta.json").write_bytes(old)
    with pytest.raises(IndexDamaged, match="cannot be read"):
        SearchIndex.open(copy)


@pytest.mark.parametrize("marker", [Marker(1, "other", ANALYSIS_VERSION), Marker(1, SCHEMA_HASH, 999)], ids=str)
def test_index_made_by_other_rules_is_turned_away(folder, marker):
    folder.mkdir()
    writer = Writer(tantivy.Index(schema(), path=str(folder)))
    writer.commit(["d1"], _entries(1, 2), marker)
    writer.release()
    with pytest.raises(IndexDamaged, match="other rules"):
        SearchIndex.open(folder)


def test_folder_of_another_schema_is_turned_away(copy):
    meta = json.loads((copy / "meta.json").read_bytes())
    assert [field["name"] for field in meta["schema"]] == [name for name, *_ in FIELDS]
    meta["schema"][0]["name"] = "other"
    (copy / "meta.json").write_text(json.dumps(meta))
    with pytest.raises(IndexDamaged):
        SearchIndex.open(copy)


def test_damaged_folder_is_left_as_it_is(copy):
    _flip(next(copy.glob("*.term")))
    before = {path.name: path.read_bytes() for path in copy.iterdir()}
    with pytest.raises(IndexDamaged):
        SearchIndex.open(copy)
    assert {path.name: path.read_bytes() for path in copy.iterdir()} == before


def test_rebuild_answers_as_before(copy):
    index = SearchIndex.open(copy)
    before = [hit.key for hit in index.search(Ask("lamp harbour 5", ("kb_a",), limit=50), lambda _: {})]
    index.close()
    _flip(next(copy.glob("*.store")))
    kept = [entry for entry in _entries(0, 400) if entry.key not in {"c3", "c4"}]
    index = rebuild(copy, [kept], 2)
    assert [hit.key for hit in index.search(Ask("lamp harbour 5", ("kb_a",), limit=50), lambda _: {})] == before
    index.close()


def test_leftovers_of_a_crash_do_no_harm(copy):
    (copy / f"{'ab' * 16}.term").write_bytes(b"half")
    (copy / ".tantivy-writer.lock").touch()
    index = SearchIndex.open(copy)
    index.apply(["d500"], _entries(500, 501), sequence=3)
    assert index.count() == 399
    index.close()
