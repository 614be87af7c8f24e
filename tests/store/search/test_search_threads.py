"""Readers search while the writer commits; each sees one commit, whole."""

from concurrent.futures import ThreadPoolExecutor

from appliance.store.search import Ask, Entry


def _batch(round_: int) -> list[Entry]:
    return [Entry(f"c{n}", "doc_1", "chunk", ("kb_a",), "", "", f"lamp round{round_}", "en") for n in range(20)]


def test_readers_see_whole_commits_while_one_writes(shelf):
    shelf.index.apply(["doc_1"], _batch(0), sequence=1)

    def read(_) -> int:
        return len(shelf.index.search(Ask("lamp", ("kb_a",), limit=100), lambda _: {}))

    def write(round_: int) -> int:
        shelf.index.apply(["doc_1"], _batch(round_), sequence=round_ + 1)
        return 20

    with ThreadPoolExecutor(4) as pool:
        reads = [pool.submit(read, n) for n in range(200)]
        writes = [pool.submit(write, n) for n in range(1, 11)]
        reads += [pool.submit(read, n) for n in range(200)]
        assert {done.result() for done in (*reads, *writes)} == {20}


def test_writers_in_threads_take_turns(shelf):
    def write(n: int) -> tuple[str, ...]:
        entry = Entry(f"c{n}", f"doc_{n}", "chunk", ("kb_a",), "", "", "lamp", "en")
        return shelf.index.apply([f"doc_{n}"], [entry], sequence=n)

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(write, range(1, 25))) == {()}
    assert shelf.index.count() == 24
    shelf.reopen()
    assert shelf.index.count() == 24
