"""A thousand groups with a base each: nobody finds another group's word, and walls cost a search little."""

import random
import time
from collections.abc import Callable

import pytest

from appliance.engines.parse.chunk import OVERLAP, TOKENS
from appliance.kernel.actor import Actor, Role
from appliance.rooms.identity.groups.tables import Group
from appliance.rooms.knowledge.collections import generations, tallies
from appliance.rooms.knowledge.collections.tables import BaseGroup, KnowledgeBase, Visibility
from appliance.rooms.knowledge.ingest import actions as pushing
from appliance.rooms.knowledge.ingest.shapes import PushedText
from appliance.rooms.knowledge.ingest.texts import pushed
from tests.bench.bare import search_times
from tests.bench.load import spread
from tests.rooms.knowledge.living import Living
from tests.rooms.knowledge.people import ACME, ADA, person

pytestmark = [pytest.mark.slow, pytest.mark.alone]

GROUPS = 1_000
PER_BASE = 20
AT_ONCE = 50
ROUNDS = 60
QUESTIONS = [f"plan {one} report {other}" for one in ("alpha", "beta", "gamma") for other in ("red", "green", "blue")]
WORDS = [
    "plan",
    "report",
    "alpha",
    "beta",
    "gamma",
    "delta",
    "red",
    "green",
    "blue",
    "house",
    "river",
    "letter",
    "window",
    "seven",
    "garden",
]
SLACK_MS = 40.0
SLACK = 25


def canary(number: int) -> str:
    """A word of one group alone, which shares no beginning with another one's."""
    return f"{random.Random(number).getrandbits(60):015x}zq"


def texts() -> list[str]:
    chance = random.Random(11)
    return [" ".join(chance.choices(WORDS, k=30)) for _ in range(GROUPS * PER_BASE)]


@pytest.fixture(scope="module")
def said() -> list[str]:
    return texts()


def made(number: int, texts: list[str], by: Actor) -> str:
    """A group, the base that is open to it alone, and its document; more bases than the free licence allows."""
    group = Group.add(org_id=ACME, name=f"Group {number}")
    base = KnowledgeBase.add(
        org_id=ACME, name=f"Base {number}", owner_id=by.id, visibility=Visibility.GROUPS, chunk_tokens=TOKENS,
        chunk_overlap=OVERLAP,
    )  # fmt: skip
    BaseGroup.add(org_id=ACME, knowledge_base_id=base.id, group_id=group.id)
    tallies.begin(base)
    generations.begin(base)
    sections = [{"heading": f"Part {at}", "text": f"{canary(number)} {text}"} for at, text in enumerate(texts)]
    pushing.push(base.id, [pushed(PushedText.model_validate({"id": "d", "sections": sections}))], by=by)
    return str(group.id)


def some_made(first: int, said: list[str], by: Actor) -> list[str]:
    parts = [said[at * PER_BASE : (at + 1) * PER_BASE] for at in range(first, first + AT_ONCE)]
    return [made(number, texts, by) for number, texts in enumerate(parts, first)]


@pytest.fixture
def walled(living: Living, said: list[str]) -> list[str]:
    """The ids of a thousand groups, each with a base of twenty passages and a word of its own."""
    ids: list[str] = []
    for first in range(0, GROUPS, AT_ONCE):
        ids += living.write(some_made, first, said, by=ADA)
    living.settle()
    return ids


def times(ask: Callable[[str], object]) -> dict[str, float]:
    found = []
    for question in QUESTIONS * (ROUNDS // len(QUESTIONS) + 1):
        began = time.perf_counter()
        ask(question)
        found.append((time.perf_counter() - began) * 1000)
    return spread(found[len(QUESTIONS) :])


def of_groups(ids: list[str]) -> Actor:
    return person(ACME, Role.EDITOR, *ids)


def no_canary_leaks(living: Living, ids: list[str]) -> None:
    chance = random.Random(5)
    for number in chance.sample(range(GROUPS), 25):
        mine = of_groups([ids[number]])
        assert living.search(canary(number), by=mine).data
        for other in chance.sample([one for one in range(GROUPS) if one != number], 8):
            found = living.search(canary(other), by=mine, explain=True)
            assert found.data == []
            assert canary(other) not in found.model_dump_json()
        shown = living.search("plan report alpha", by=mine, limit=50).data
        assert shown
        assert all(canary(number) in passage.text for passage in shown)


def test_walls_hold_and_cost_little(living: Living, walled: list[str], said: list[str], tmp_path_factory) -> None:
    no_canary_leaks(living, walled)
    bare = spread(search_times(tmp_path_factory.mktemp("bare"), said, QUESTIONS * 7))
    for who in (of_groups(walled[:1]), of_groups(walled[:300]), of_groups(walled), ADA):
        found = times(lambda question, who=who: living.search(question, by=who))
        assert found["p99"] <= SLACK_MS + SLACK * bare["p99"], (len(who.group_ids), found, bare)
