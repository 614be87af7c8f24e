"""What goes in comes out: batches, markers, rights, order."""

from dataclasses import replace

import pytest

from appliance.store.search import ANALYSIS_VERSION, Ask, Entry, IndexUnavailable, SearchIndex


def no_texts(_):
    return {}


def test_new_folder_is_empty_and_at_zero(shelf):
    assert (shelf.index.count(), shelf.index.marker().sequence) == (0, 0)
    assert shelf.ask("anything") == []


def test_an_empty_index_opens_again(shelf):
    shelf.reopen()
    assert shelf.index.count() == 0


def test_batch_is_found_and_survives_reopening(shelf):
    shelf.put({"c1": "The bridge was repaired in spring.", "c2": "The harbour closes at night."})
    shelf.reopen()
    assert shelf.ask("bridges repairing") == ["c1"]
    assert (shelf.index.count(), shelf.index.marker().sequence) == (2, 1)
    assert shelf.index.marker().analysis_version == ANALYSIS_VERSION


def test_applying_twice_changes_nothing(shelf):
    for _ in range(3):
        shelf.put({"c1": "The bridge was repaired."})
    assert (shelf.ask("bridge"), shelf.index.count()) == (["c1"], 1)


def test_new_text_of_an_owner_replaces_the_old(shelf):
    shelf.put({"c1": "The bridge was repaired."})
    shelf.put({"c1": "The tunnel was closed."})
    assert (shelf.ask("bridge"), shelf.ask("tunnel")) == ([], ["c1"])


def test_owner_without_entries_is_gone(shelf):
    shelf.put({"c1": "The bridge.", "c2": "Another bridge."})
    shelf.index.apply(["doc_c1"], [], sequence=9)
    assert (shelf.ask("bridge"), shelf.index.count(), shelf.index.marker().sequence) == (["c2"], 1, 9)


def test_owner_takes_all_its_entries_along(shelf, entry):
    shelf.index.apply(["doc_1"], [entry("c1", "oak", owner="doc_1"), entry("c2", "oak", owner="doc_1")], sequence=1)
    shelf.texts = {"c1": "oak", "c2": "oak"}
    assert shelf.ask("oak") == ["c1", "c2"]
    shelf.index.apply(["doc_1"], [], sequence=2)
    assert shelf.ask("oak") == []


def test_containers_filter_before_ranking(shelf):
    shelf.put({"a1": "salary table"}, containers=("kb_a", "doc_a1"))
    shelf.put({"b1": "salary salary salary table"}, containers=("kb_b", "doc_b1"))
    assert shelf.ask("salary", ("kb_a",)) == ["a1"]
    assert shelf.ask("salary", ("doc_b1",)) == ["b1"]
    assert set(shelf.ask("salary", ("kb_a", "kb_b"))) == {"a1", "b1"}
    assert set(shelf.ask("salary", None)) == {"a1", "b1"}


def test_no_containers_see_nothing(shelf):
    shelf.put({"a1": "salary table"})
    assert shelf.ask("salary", ()) == []


@pytest.mark.parametrize("others", [3, 30, 5000])
def test_any_number_of_containers(shelf, others):
    shelf.put({"a1": "salary table"})
    shelf.put({"b1": "salary table"}, containers=("kb_b",))
    assert shelf.ask("salary", (*(f"kb_{n}" for n in range(others)), "kb_a")) == ["a1"]


def test_filter_leaves_scores_alone(shelf):
    shelf.put({"a1": "salary table", "a2": "salary of the year"})
    free = shelf.index.search(Ask("salary table", None), shelf.fetch)
    assert shelf.index.search(Ask("salary table", ("kb_a",)), shelf.fetch) == free
    many = (*(f"kb_{n}" for n in range(50)), "kb_a")
    assert shelf.index.search(Ask("salary table", many), shelf.fetch) == free


def test_excluded_containers_win(shelf):
    shelf.put({"a1": "salary table"}, containers=("kb_a", "doc_1"))
    shelf.put({"a2": "salary table"}, containers=("kb_a", "doc_2"))
    hits = shelf.index.search(Ask("salary", ("kb_a",), excluded=("doc_1",)), shelf.fetch)
    assert [hit.key for hit in hits] == ["a2"]


def test_kinds_are_kept_apart(shelf, entry):
    note = replace(entry("n1", "salary"), kind="note")
    shelf.index.apply(["doc_c1", "doc_n1"], [entry("c1", "salary"), note], sequence=1)
    found = shelf.index.search(Ask("salary", None, kinds=("note",)), no_texts)
    assert [(hit.key, hit.owner) for hit in found] == [("n1", "doc_n1")]


def test_equal_scores_fall_by_key(shelf):
    shelf.put({f"c{n}": "the same words" for n in (5, 3, 9, 1)})
    assert shelf.ask("same words") == ["c1", "c3", "c5", "c9"]


def test_limit_counts_hits_beyond_the_rescored(shelf):
    shelf.put({f"c{n:03}": f"lamp number {n}" for n in range(120)})
    found = [shelf.index.search(Ask("lamp", None, limit=limit), shelf.fetch) for limit in (5, 100)]
    assert [len(hits) for hits in found] == [5, 100]
    assert found[1][:5] == found[0]
    assert [hit.score for hit in found[1]] == sorted((hit.score for hit in found[1]), reverse=True)


def test_texts_are_fetched_once_for_the_best_alone(shelf):
    shelf.put({f"c{n:03}": f"lamp number {n}" for n in range(60)})
    calls = []
    shelf.index.search(Ask("lamp", None, limit=50), lambda keys: calls.append(list(keys)) or shelf.fetch(keys))
    assert [len(keys) for keys in calls] == [30]


def test_texts_that_are_gone_do_not_hurt(shelf):
    shelf.put({"c1": "lamp", "c2": "lamp"})
    found = shelf.index.search(Ask("lamp", None), lambda _: {"c2": "lamp"})
    assert [hit.key for hit in found] == ["c2", "c1"]


def test_an_error_of_the_text_source_stays_its_own(shelf):
    shelf.put({"c1": "lamp"})
    with pytest.raises(KeyError):
        shelf.index.search(Ask("lamp", None), lambda _: {"c1": {}["gone"]})


def test_explained_hit_names_its_parts(shelf):
    shelf.put({"c1": "The lamps of the harbour", "c2": "a harbour"})
    hit = shelf.index.search(Ask("harbour lamp whale", None, explain=True, languages=("en",)), shelf.fetch)[0]
    assert (hit.key, hit.parts.terms) == ("c1", ("harbour", "lamp"))
    assert hit.score == pytest.approx(hit.parts.lexical + hit.parts.trigram)
    assert hit.parts.trigram > 0


def test_heading_lifts_an_entry(shelf, entry):
    plain = replace(entry("c1"), text="lamp oil wick glass")
    headed = replace(entry("c2"), heading="lamp", text="oil wick glass")
    shelf.index.apply([plain.owner, headed.owner], [plain, headed], sequence=1)
    found = shelf.index.search(Ask("lamp", None), no_texts)
    assert [hit.key for hit in found] == ["c2", "c1"]


def test_second_writer_is_turned_away_and_first_goes_on(shelf, entry):
    shelf.put({"c1": "lamp"})
    second = SearchIndex.open(shelf.folder)
    with pytest.raises(IndexUnavailable):
        second.apply(["doc_x"], [entry("x")], sequence=5)
    shelf.put({"c2": "lamp"})
    shelf.index.idle()
    second.apply(["doc_x"], [entry("x", "lamp")], sequence=5)
    second.close()
    assert SearchIndex.open(shelf.folder).count() == 3


def test_idle_index_goes_on_with_the_next_batch(shelf):
    shelf.put({"c1": "lamp"})
    shelf.index.idle()
    shelf.index.idle()
    shelf.put({"c2": "the lamps of the house"})
    shelf.index.garbage_collect()
    assert shelf.ask("lamp", None, "en") == ["c1", "c2"]


def test_segments_stay_few(shelf):
    for n in range(40):
        shelf.put({f"c{n}": "lamp"})
    shelf.reopen()
    assert shelf.index.count() == 40
    assert shelf.index.segments() < 20


def test_marker_is_never_found(shelf):
    shelf.put({"c1": "marker sequence"})
    assert shelf.ask("marker sequence 1 schema hash", None) == ["c1"]


def test_entry_defaults_to_unknown_language():
    assert Entry("c", "d", "chunk", (), "", "", "").language == ""
