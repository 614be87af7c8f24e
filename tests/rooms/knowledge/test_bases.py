"""Who sees which base, and what its owner, editors and administrators may do with it."""

from typing import Any

import pytest
from pydantic import ValidationError

from appliance.kernel.actor import Actor
from appliance.kernel.ids import new_id
from appliance.kernel.page import PageAsk
from appliance.kernel.problem import BadRequest, Forbidden, NotFound, TierLimit, ValidationFailed
from appliance.rooms.identity.groups.tables import Group
from appliance.rooms.knowledge.collections import actions, queries
from appliance.rooms.knowledge.collections.events import BaseChanged, BaseCreated
from appliance.rooms.knowledge.collections.shapes import BaseDraft, BaseFilter, BasePatch
from appliance.rooms.knowledge.collections.tables import BaseGroup, KnowledgeBase, Tally
from appliance.store import ledger
from appliance.store.database import read_now, write_now
from appliance.store.unit import reading_connection
from tests.rooms.knowledge.living import Living
from tests.rooms.knowledge.people import ACME, ADA, BEN, CLEO, DAN, EVE, person

PEOPLE = {"ada": ADA, "ben": BEN, "cleo": CLEO, "dan": DAN, "eve": EVE}


def readers(base: KnowledgeBase, **more: Actor) -> set[str]:
    people = PEOPLE | more
    return {name for name, who in people.items() if base.id in read_now(queries.visible_ids, who)}


def change(living: Living, base: KnowledgeBase, by: Actor, **sent: Any) -> KnowledgeBase:
    changed: KnowledgeBase = living.write(actions.change_base, base, BasePatch.model_validate(sent), by=by)
    return changed


def group() -> str:
    found: str = write_now(lambda: Group.add(org_id=ACME, name=new_id("grp")).id)
    return found


def events() -> list[str]:
    return [entry.name for entry in read_now(lambda: ledger.after(reading_connection(), 0, 100))]


def test_a_private_base_is_its_owner_s_alone(living: Living) -> None:
    base = living.base(BEN, visibility="private")
    assert readers(base) == {"ben"}


def test_an_organisation_s_base_is_everybody_s_there(living: Living) -> None:
    assert readers(living.base(BEN)) == {"ada", "ben", "cleo", "dan"}


def test_a_group_s_base_is_its_members_the_owner_s_and_the_administrators(living: Living) -> None:
    one, other = group(), group()
    base = living.base(BEN, visibility="groups", group_ids=[one])
    inside, outside = person(ACME, DAN.role, one), person(ACME, DAN.role, other)  # type: ignore[arg-type]
    assert readers(base, inside=inside, outside=outside) == {"ada", "ben", "inside"}


def test_administrators_know_of_private_bases_and_may_remove_them(living: Living) -> None:
    base = living.base(BEN, visibility="private", description="what only Ben knows")
    seen = living.seen(base, ADA)
    assert (seen.name, seen.description, seen.can) == ("Handbook", "", ["knowledge:remove", "knowledge:share"])
    with pytest.raises(NotFound):
        read_now(queries.base, base.id, seen_by=ADA)
    with pytest.raises(Forbidden):
        change(living, base, ADA, visibility="organisation")
    living.write(actions.remove_base, base, by=ADA)
    with pytest.raises(NotFound):
        living.seen(base, BEN)


@pytest.mark.parametrize("who", [EVE, CLEO, DAN])
def test_others_do_not_learn_that_a_private_base_exists(living: Living, who: Actor) -> None:
    base = living.base(BEN, visibility="private")
    with pytest.raises(NotFound):
        living.seen(base, who)
    listed = read_now(queries.bases, BaseFilter.of({}), PageAsk(), seen_by=who)
    assert (listed.data, listed.pagination.total) == ([], 0)


def test_editors_fill_a_base_but_its_settings_are_the_owner_s(living: Living) -> None:
    base = living.base(BEN)
    assert living.seen(base, CLEO).can == ["knowledge:write"]
    assert living.seen(base, DAN).can == []
    with pytest.raises(Forbidden):
        change(living, base, CLEO, name="Mine now")
    with pytest.raises(Forbidden):
        living.write(actions.remove_base, base, by=CLEO)
    assert change(living, base, ADA, name="Ada's").name == "Ada's"


def test_a_changed_visibility_holds_at_once(living: Living) -> None:
    base = living.base(BEN)
    base = change(living, base, BEN, visibility="private")
    assert readers(base) == {"ben"}
    base = change(living, base, BEN, visibility="groups", group_ids=[group()])
    assert readers(base) == {"ada", "ben"}
    change(living, base, BEN, visibility="organisation")
    assert read_now(lambda: BaseGroup.select().count()) == 0


def test_a_change_tells_what_changed_and_nothing_else(living: Living) -> None:
    base = living.base(BEN)
    change(living, base, BEN, name="Handbook")
    assert events() == [BaseCreated.__name__]
    base = change(living, base, BEN, name="Guide", description="All of it")
    entry = read_now(lambda: ledger.after(reading_connection(), 1, 1))[0]
    assert (entry.name, entry.data) == (
        BaseChanged.__name__, {"knowledge_base_id": base.id, "fields": ["description", "name"]},
    )  # fmt: skip


def test_groups_must_exist_and_be_named(living: Living) -> None:
    with pytest.raises(ValidationFailed):
        living.base(BEN, visibility="groups")
    with pytest.raises(ValidationFailed):
        living.base(BEN, visibility="groups", group_ids=[new_id("grp")])
    foreign = write_now(lambda: Group.add(org_id=EVE.org_id, name="Theirs").id)
    with pytest.raises(ValidationFailed):
        living.base(BEN, visibility="groups", group_ids=[foreign])
    assert read_now(lambda: (KnowledgeBase.select().count(), Tally.select().count())) == (0, 0)


def test_overlap_is_at_most_half_a_chunk(living: Living) -> None:
    with pytest.raises(ValidationError):
        BaseDraft.model_validate({"name": "x", "chunk_tokens": 100, "chunk_overlap": 51})
    base = living.base(BEN, chunk_tokens=100, chunk_overlap=50)
    with pytest.raises(ValidationFailed):
        change(living, base, BEN, chunk_tokens=99)


def test_the_licence_s_limit_holds(living: Living) -> None:
    for _ in range(10):
        living.base(BEN)
    with pytest.raises(TierLimit) as refused:
        living.base(EVE)
    assert (refused.value.details or {})["limit"] == 10
    first = read_now(lambda: KnowledgeBase.select().order_by(KnowledgeBase.id).first())
    living.write(actions.remove_base, first, by=BEN)
    living.base(EVE)


def test_the_list_is_sorted_filtered_and_counted(living: Living) -> None:
    for name in ("Beta", "Alpha", "Gamma"):
        living.base(BEN, name=name)
    living.base(BEN, name="Delta", visibility="private")
    page = read_now(
        queries.bases, BaseFilter.of({"visibility": "organisation"}), PageAsk(limit=2, sort="name"), seen_by=CLEO
    )
    assert [base.name for base in page.data] == ["Alpha", "Beta"]
    assert (page.pagination.total, page.pagination.has_more) == (3, True)
    with pytest.raises(BadRequest):
        BaseFilter.of({"secret": "1"})
