"""After kill -9, a full disk or a crash inside a swap, one whole index is left, and its marker is true."""

import os
import resource
import shutil
import signal
import subprocess
import sys
from asyncio import CancelledError
from pathlib import Path

import pytest

from appliance.store.search import Ask, Builder, IndexDamaged, IndexFull, IndexUnavailable, SearchIndex, rebuild
from appliance.store.search.guard import guarded

ROOT = Path(__file__).parents[3]
WRITER = """
import sys
from pathlib import Path
from appliance.store.search import Entry, SearchIndex
index = SearchIndex.open(Path(sys.argv[1]))
first = index.marker().sequence
for n in range(first + 1, first + 10_000):
    owners = [f"doc_{n}", f"doc_{n - 1}"]
    texts = {f"doc_{n}": f"fresh number {n}", f"doc_{n - 1}": f"settled number {n - 1}"}
    batch = [Entry(f"c_{o}", o, "chunk", ("kb_a",), "", "", t, "en") for o, t in texts.items()]
    index.apply(owners, batch, sequence=n)
    print(n, flush=True)
"""


def _killed_after(folder: Path, commits: int) -> int:
    """The last sequence that the killed writer acknowledged."""
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    with process:
        for _ in range(commits):
            process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)
        rest = process.stdout.read().split("\n")
    return max((int(line) for line in rest[:-1] if line), default=0)


def test_marker_and_entries_move_as_one_under_kill(folder):
    for commits in (1, 7, 12, 3, 30):
        acknowledged = _killed_after(folder, commits)
        index = SearchIndex.open(folder)
        reached = index.marker().sequence
        assert reached >= acknowledged
        settled = index.search(Ask("settled", ("kb_a",), limit=5000), lambda _: {})
        fresh = index.search(Ask("fresh", ("kb_a",)), lambda _: {})
        assert ([hit.owner for hit in fresh], len(settled)) == ([f"doc_{reached}"], reached)
        index.close()


@pytest.fixture
def small_files():
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_no_space_keeps_what_was(shelf, entry, small_files):
    shelf.put({"c1": "lamp"})
    batch = [entry(f"x{n}", f"{n} lamp " * 200) for n in range(300)]
    owners = [each.owner for each in batch]
    small_files(3_000)
    with pytest.raises(IndexFull):
        shelf.index.apply(owners, batch, sequence=2)
    assert (shelf.ask("lamp"), shelf.index.marker().sequence) == (["c1"], 1)
    small_files(resource.RLIM_INFINITY)
    assert shelf.index.apply(owners, batch, sequence=2) == ()
    shelf.reopen()
    assert (shelf.index.count(), shelf.index.marker().sequence) == (301, 2)


def test_rebuild_swaps_whole(folder, entry):
    old = SearchIndex.open(folder)
    old.apply(["doc_c1"], [entry("c1", "lamp")], sequence=1)
    old.close()
    heard = []
    index = rebuild(folder, [[entry("c2", "lamp")], [entry("c3", "lamp"), entry("c4", "oil")]], 7, heard.append)
    assert (index.count(), index.marker().sequence, heard) == (3, 7, [1, 3])
    assert [hit.key for hit in index.search(Ask("lamp", None), lambda _: {})] == ["c2", "c3"]
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    index.apply(["doc_c2"], [], sequence=8)
    index.close()
    assert SearchIndex.open(folder).count() == 2


def test_rebuild_that_fails_leaves_the_old(folder, entry):
    old = SearchIndex.open(folder)
    old.apply(["doc_c1"], [entry("c1", "lamp")], sequence=1)

    def batches():
        yield [entry("c2", "lamp")]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        rebuild(folder, batches(), 7)
    assert [hit.key for hit in old.search(Ask("lamp", None), lambda _: {})] == ["c1"]
    old.apply(["doc_c5"], [entry("c5", "lamp")], sequence=2)
    old.close()
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_finished_builder_takes_no_more(folder, entry):
    with Builder(folder) as builder:
        builder.add([entry("c1", "lamp")])
        builder.finish(1)
    with pytest.raises(ValueError, match="over"):
        builder.add([entry("c2", "lamp")])
    with pytest.raises(ValueError, match="over"):
        builder.finish(2)


@pytest.fixture
def old_and_new(tmp_path, entry):
    """Two whole indexes, at sequences 1 and 2, to be laid where a crash would have left them."""
    for name, sequence in (("old", 1), ("new", 2)):
        index = SearchIndex.open(tmp_path / name)
        index.apply(["doc_c"], [entry("c", name)], sequence=sequence)
        index.close()
    return tmp_path / "old", tmp_path / "new"


@pytest.mark.parametrize(
    ("old_lies", "new_lies", "reached"),
    [
        ("index", "index.new", 1),  # while building
        ("index.old", "index.new", 2),  # between the two renames
        ("index.old", "index", 2),  # before the old one is removed
        ("index.old", None, 1),  # the new one was lost: cannot come from a swap, still better than nothing
        (None, "index", 2),
        (None, "index.new", 0),  # a first build that was never finished
    ],
)
def test_each_step_of_a_swap_leaves_one_index(folder, old_and_new, old_lies, new_lies, reached):
    for made, lies in zip(old_and_new, (old_lies, new_lies), strict=True):
        if lies:
            shutil.move(made, folder.with_name(lies))
    index = SearchIndex.open(folder)
    assert index.marker().sequence == reached
    index.close()
    left = sorted(path.name for path in folder.parent.iterdir() if path.name.startswith("index"))
    assert left == ["index"]


def test_half_removed_old_folder_is_cleared(folder, old_and_new):
    old, new = old_and_new
    shutil.move(new, folder)
    shutil.move(old, folder.with_name("index.old"))
    (folder.with_name("index.old") / "meta.json").unlink()
    assert SearchIndex.open(folder).marker().sequence == 2
    assert not folder.with_name("index.old").exists()


class Panic(BaseException):
    """Native panics are no Exception."""


@pytest.mark.parametrize("error", [Panic("native"), ValueError("boom"), RuntimeError(), AssertionError()])
def test_native_errors_are_damage(error):
    with pytest.raises(IndexDamaged), guarded():
        raise error


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), SystemExit(1), CancelledError(), GeneratorExit(), IndexFull(""), TypeError("x")]
)
def test_what_is_no_damage_passes(error):
    with pytest.raises(type(error)), guarded():
        raise error


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("No space left on device (os error 28)", IndexFull),
        ("IoError { io_error: Os { code: 28, kind: StorageFull } }", IndexFull),
        ("File too large (os error 27)", IndexFull),
        ("Too many open files (os error 24)", IndexUnavailable),
        ("Failed to acquire Lockfile: LockBusy.", IndexUnavailable),
        ("data did not decode", IndexDamaged),
    ],
)
def test_system_errors_are_told_apart(text, kind):
    with pytest.raises(kind), guarded():
        raise ValueError(text)
