"""A folder is walked in the order of its paths, from any place, without leaving it; files are read while they rest."""

import os
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.engines.folder import Changed, Outside, Seen, Unusable, Walk, content, is_passed_over, no_document
from appliance.kernel import current

NAMES = st.text(st.sampled_from("ab-/.0ä\U0001f9a9"), min_size=1, max_size=3).map(lambda name: name.replace("/", "x"))
PATHS = st.lists(st.lists(NAMES, min_size=1, max_size=3).map(lambda parts: [f"n{part}" for part in parts]), max_size=12)


def build(root: Path, paths: list[list[str]]) -> None:
    for parts in paths:
        place = root.joinpath(*parts)
        if not any(parent.is_file() for parent in place.parents) and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.touch()


def seen(root: Path, behind: str = "") -> list[str]:
    return [one.path for one in Walk(root).behind(behind)]


@given(paths=PATHS)
def test_the_order_is_that_of_the_paths_and_every_place_can_be_gone_on_from(tmp_path_factory, paths) -> None:
    root = tmp_path_factory.mktemp("walk")
    build(root, paths)
    every = seen(root)
    assert every == sorted(every)
    assert len(every) == sum(place.is_file() for place in root.rglob("*"))
    for number, path in enumerate(every):
        assert seen(root, path) == every[number + 1 :]


def test_links_and_what_is_no_file_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/secret").touch()
    root = tmp_path / "share"
    root.mkdir()
    (root / "a").touch()
    (root / "link").symlink_to(tmp_path / "out/secret")
    (root / "folder").symlink_to(tmp_path / "out")
    os.mkfifo(root / "pipe")
    walk = Walk(root)
    assert [one.path for one in walk.behind()] == ["a"]
    assert walk.passed_over == 3


def test_what_cannot_be_looked_into_is_named_and_not_entered(tmp_path: Path) -> None:
    place = tmp_path
    for level in range(40):
        place = place / f"d{level}"
    place.mkdir(parents=True)
    (place / "deep").touch()
    (tmp_path / "shallow").touch()
    walk = Walk(tmp_path)
    assert [one.path for one in walk.behind()] == ["shallow"]
    assert len(walk.shut) == 1
    assert walk.shut[0].startswith("d0/d1/")


@pytest.mark.parametrize("name", [".a", "~$a.docx", "a~", "a.TMP", "a.part", "Thumbs.db", "a.lock", "@eaDir"])
def test_hidden_temporary_and_lock_files(name: str) -> None:
    assert is_passed_over(name)


@pytest.mark.parametrize("name", ["a.txt", "tmp", "lock", "a.tmp.txt", "~a.txt", "a.docx"])
def test_others_are_looked_at(name: str) -> None:
    assert not is_passed_over(name)


def test_endings_of_what_holds_no_text() -> None:
    assert no_document("Film.MP4")
    assert not any(no_document(name) for name in ("mp4", "a.pdf", "a.unknown", "a"))


def test_a_folder_that_is_none_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for name, code in (("nowhere", "missing"), ("file", "not_a_folder")):
        with pytest.raises(Unusable) as caught:
            seen(tmp_path / name)
        assert caught.value.code == code


def test_the_disk_is_not_touched_inside_a_unit(tmp_path: Path) -> None:
    held = current.unit.set(object())  # type: ignore[arg-type]
    try:
        with pytest.raises(RuntimeError):
            seen(tmp_path)
    finally:
        current.unit.reset(held)


def look(place: Path) -> Seen:
    facts = place.lstat()
    return Seen(place.name, str(place), facts.st_size, facts.st_mtime_ns)


def test_a_file_that_changes_while_it_is_read_does_not_count(tmp_path: Path) -> None:
    place = tmp_path / "a"
    place.write_bytes(b"x" * 3_000_000)
    known = look(place)
    assert b"".join(content(str(tmp_path), known)) == place.read_bytes()
    pieces = content(str(tmp_path), known)
    next(pieces)
    with place.open("ab") as file:
        file.write(b"more")
    with pytest.raises(Changed):
        list(pieces)
    place.unlink()
    with pytest.raises(Changed):
        list(content(str(tmp_path), known))


def test_a_folder_that_became_a_link_leads_nowhere(tmp_path: Path) -> None:
    root, out = tmp_path / "share", tmp_path / "out"
    (root / "sub").mkdir(parents=True)
    out.mkdir()
    for folder in (root / "sub", out):
        (folder / "a").write_text("CANARY", encoding="utf-8")
        os.utime(folder / "a", ns=(5, 5))
    known = look(root / "sub/a")
    (root / "sub").rename(root / "gone")
    (root / "sub").symlink_to(out)
    with pytest.raises(Outside):
        list(content(str(root), known))


def test_memory_does_not_grow_with_the_files(tmp_path: Path) -> None:
    for folder in range(40):
        (tmp_path / f"{folder}").mkdir()
        for number in range(250):
            (tmp_path / f"{folder}/{number}.txt").touch()
    tracemalloc.start()
    try:
        count = sum(1 for _ in Walk(tmp_path).behind())
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 10_000
    assert most < 1_000_000
