"""Entries that would kill the writer are refused; the rest of the batch stays."""

from dataclasses import replace

import pytest

from appliance.store.search import Ask, Entry

GOOD = "a sound sentence"


def no_texts(_):
    return {}


def _refused(shelf, entry, bad) -> bool:
    batch = [entry("c1", GOOD), bad, entry("c2", GOOD)]
    owners = ["doc_c1", "doc_bad", "doc_c2"]
    refused = shelf.index.apply(owners, batch, sequence=1)
    hits = shelf.index.search(Ask("sound", None), no_texts)
    assert {hit.key for hit in hits} >= {"c1", "c2"}
    assert shelf.index.marker().sequence == 1
    return bool(refused)


@pytest.mark.parametrize(
    "change",
    [
        {"text": None},
        {"text": 5},
        {"text": b"bytes"},
        {"key": ""},
        {"key": 7},
        {"key": "k" * 100_000},
        {"key": "\ud800"},
        {"key": "\x1fmarker"},
        {"containers": ["kb_a"]},
        {"containers": (None,)},
        {"containers": ("k" * 70_000,)},
        {"kind": ""},
        {"owner": "doc_other"},
        {"key": "c1"},
        {"language": None},
    ],
    ids=lambda change: str(change)[:40],
)
def test_unsound_entry_is_refused(shelf, entry, change):
    bad = replace(Entry("bad", "doc_bad", "chunk", ("kb_a",), "", "", GOOD), **change)
    assert _refused(shelf, entry, bad)


def test_something_else_is_refused(shelf, entry):
    assert _refused(shelf, entry, object())


@pytest.mark.parametrize(
    "text",
    [
        "lone \ud83d surrogate",
        "x" * 1_000_000,
        "nul \x00 and \x1f controls \x7f",
        "a\u0301" * 50_000,
        "e" + "\u0301" * 100_000,
        "中" * 300_000,
        "\ufdfa \u200b\u2028\ufeff ﷽",
        "🦄" * 10_000,
        " ".join(str(n) for n in range(100_000)),
        "",
    ],
    ids=range(10),
)
def test_strange_text_is_taken(shelf, entry, text):
    assert not _refused(shelf, entry, entry("bad", text))


def test_surrogates_cost_only_themselves(shelf, entry):
    shelf.index.apply(["doc_c1"], [entry("c1", "lone \ud83d harbour")], sequence=1)
    assert [hit.key for hit in shelf.index.search(Ask("harbour", None), no_texts)] == ["c1"]


@pytest.mark.parametrize(
    "query", ["", " ", "\ud800", "\x00", "🦄", "x" * 100_000, '"', "b AND (", "中" * 9_000, "*", "__"]
)
def test_strange_query_is_answered(shelf, query):
    shelf.put({"c1": GOOD})
    assert shelf.ask(query) == []


def test_source_that_breaks_loses_nothing(shelf, entry):
    shelf.put({"c1": "lamp"})

    def source():
        yield entry("c2", "lamp")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        shelf.index.apply(["doc_c1", "doc_c2"], source(), sequence=5)
    assert (shelf.ask("lamp"), shelf.index.marker().sequence) == (["c1"], 1)
    shelf.put({"c3": "lamp"})
    shelf.reopen()
    assert (shelf.ask("lamp"), shelf.index.count()) == (["c1", "c3"], 2)
