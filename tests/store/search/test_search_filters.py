"""A filter that everything passes is left out of the query; whatever it is, nothing that it shuts out is found."""

from appliance.store.search import Ask
from appliance.store.search.queries import query_of


def asked(shelf, *containers, kinds=("chunk",)):
    return Ask("ferry", containers, kinds=kinds), shelf.index._snapshot


def is_plain(shelf, *containers, kinds=("chunk",)):
    """Whether the query is the one that has no filter at all."""
    found, _ = query_of(*asked(shelf, *containers, kinds=kinds))
    plain, _ = query_of(Ask("ferry", None), shelf.index._snapshot)
    return str(found) == str(plain)


def put(shelf, entry, *places):
    """One entry in each of these containers."""
    for number, place in enumerate(places):
        owner = f"doc_{number}_{place}"
        made = entry(key=f"chk_{number}_{place}", owner=owner, containers=(place, owner), text="ferry")
        shelf.index.apply([owner], [made], sequence=number + 1)


def found(shelf, *containers, kinds=("chunk",)):
    hits = shelf.index.search(asked(shelf, *containers, kinds=kinds)[0], lambda _: {})
    return sorted(hit.key for hit in hits)


def test_a_filter_that_everything_passes_is_left_out(shelf, entry):
    put(shelf, entry, "kb_a", "kb_b")
    assert is_plain(shelf, "kb_a", "kb_b")
    assert not is_plain(shelf, "kb_a")
    assert not is_plain(shelf, "kb_a", "kb_b", kinds=("other",))


def test_what_comes_later_into_another_container_is_shut_out(shelf, entry):
    put(shelf, entry, "kb_a")
    assert found(shelf, "kb_a") == ["chk_0_kb_a"]
    put(shelf, entry, "kb_a", "kb_b")
    assert found(shelf, "kb_a") == ["chk_0_kb_a"]
    assert not is_plain(shelf, "kb_a")


def test_removed_entries_do_not_stand_for_living_ones(shelf, entry):
    put(shelf, entry, "kb_a", "kb_b", "kb_a")
    shelf.index.apply(["doc_0_kb_a"], (), sequence=9)
    assert found(shelf, "kb_a") == ["chk_2_kb_a"]
    shelf.index.apply(["doc_1_kb_b"], (), sequence=10)
    assert is_plain(shelf, "kb_a")


def test_an_entry_in_two_containers_counts_once(shelf, entry):
    made = [
        entry(key="chk_a", owner="doc_a", containers=("kb_a", "kb_b"), text="ferry"),
        entry(key="chk_c", owner="doc_c", containers=("kb_c",), text="ferry"),
    ]
    shelf.index.apply(["doc_a", "doc_c"], made, sequence=1)
    assert found(shelf, "kb_a", "kb_b") == ["chk_a"]
