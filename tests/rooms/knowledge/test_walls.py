"""Groups are walls: what one may not read is not found, counted, named or hinted at; and rights hold at once."""

import pytest

from appliance.kernel.actor import Actor
from appliance.kernel.ids import new_id
from appliance.kernel.page import PageAsk
from appliance.kernel.problem import Forbidden, NotFound
from appliance.rooms.knowledge import retrieval
from appliance.rooms.knowledge.collections import actions as base_actions
from appliance.rooms.knowledge.collections.shapes import BasePatch
from appliance.rooms.knowledge.collections.tables import KnowledgeBase
from appliance.rooms.knowledge.documents import actions, queries
from appliance.rooms.knowledge.documents.shapes import DocumentFilter
from appliance.rooms.knowledge.documents.tables import Document
from appliance.store.database import read_now
from tests.rooms.knowledge.living import Living
from tests.rooms.knowledge.people import ADA, BEN, CLEO, DAN, EVE

CANARY = "Wolpertinger"
STRANGERS = [EVE, CLEO, DAN, ADA]


@pytest.fixture
def secret(living: Living) -> KnowledgeBase:
    base = living.base(BEN, visibility="private")
    living.push(base, "plan", f"The {CANARY} sleeps in the attic.", by=BEN, title=CANARY)
    living.settle()
    return base


def document_of(base: KnowledgeBase) -> Document:
    row: Document = read_now(lambda: Document.get(Document.knowledge_base_id == base.id))
    return row


def test_the_owner_finds_it(living: Living, secret: KnowledgeBase) -> None:
    assert living.search(CANARY, by=BEN).data[0].title == CANARY


@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_finds_nothing(living: Living, secret: KnowledgeBase, who: Actor) -> None:
    found = living.search(CANARY, by=who, explain=True)
    assert CANARY not in found.model_dump_json()
    assert found.data == []


@pytest.mark.parametrize("who", STRANGERS)
def test_naming_the_base_is_refused_as_if_there_were_none(living: Living, secret: KnowledgeBase, who: Actor) -> None:
    with pytest.raises(NotFound) as refused:
        living.search(CANARY, secret, by=who)
    with pytest.raises(NotFound) as unknown:
        retrieval.retrieve(CANARY, [new_id("kb")], seen_by=who)
    assert refused.value.text == unknown.value.text
    with pytest.raises(NotFound):
        mine = living.base(who)
        retrieval.retrieve(CANARY, [mine.id, secret.id], seen_by=who)


@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_s_own_base_does_not_open_another_s_document(
    living: Living, secret: KnowledgeBase, who: Actor
) -> None:
    mine, document = living.base(who), document_of(secret)
    for base_id in (mine.id, secret.id, new_id("kb")):
        with pytest.raises(NotFound):
            read_now(queries.document, base_id, document.id, seen_by=who)
    with pytest.raises(NotFound):
        living.write(actions.remove_document, document, by=who)
    with pytest.raises(NotFound):
        living.upload(secret, "a.txt", b"x", by=who)
    assert not read_now(queries.may_see, who, document.id)
    listed = read_now(queries.documents, mine, DocumentFilter.of({}), PageAsk(), seen_by=who)
    assert (listed.data, listed.pagination.total) == ([], 0)


def test_a_viewer_reads_and_changes_nothing(living: Living) -> None:
    base = living.base(BEN)
    living.push(base, "a", f"The {CANARY}.", by=BEN)
    living.settle()
    assert living.search(CANARY, by=DAN).data
    assert living.view(document_of(base), DAN).can == []
    with pytest.raises(Forbidden):
        living.write(actions.remove_document, document_of(base), by=DAN)
    with pytest.raises(Forbidden):
        living.upload(base, "a.txt", b"x", by=DAN)


def test_rights_that_end_hold_at_the_next_question(living: Living) -> None:
    base = living.base(BEN)
    living.push(base, "a", f"The {CANARY}.", by=BEN)
    living.settle()
    assert living.search(CANARY, by=CLEO).data
    living.write(base_actions.change_base, base, BasePatch.model_validate({"visibility": "private"}), by=BEN)
    assert living.search(CANARY, by=CLEO).data == []
    assert living.search(CANARY, by=BEN).data


def test_what_is_removed_is_not_answered_though_the_index_still_holds_it(living: Living) -> None:
    base = living.base(BEN)
    living.push(base, "a", f"The {CANARY}.", by=BEN)
    living.push(base, "b", f"Another {CANARY}.", by=BEN)
    living.settle()
    living.run(living.work.stop(1))
    held = living.store.index.count()
    living.write(actions.remove_document, read_now(queries.named, "a", base.id, seen_by=BEN), by=BEN)
    assert [passage.external_id for passage in living.search(CANARY, by=BEN).data] == ["b"]
    living.write(base_actions.remove_base, base, by=BEN)
    assert living.search(CANARY, by=BEN).data == []
    assert living.store.index.count() == held


def test_filters_do_not_reach_over_the_wall(living: Living, secret: KnowledgeBase) -> None:
    for filters in ({"title": CANARY}, {"title__contains": "wolp"}, {"created_at__gte": 0}):
        assert living.search(CANARY, by=CLEO, filters=filters).data == []
