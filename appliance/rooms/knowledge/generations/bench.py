"""The test bench: golden questions asked of two generations. Blocks; for lanes and threads, never inside a unit."""

from dataclasses import asdict
from typing import Any

from appliance.kernel.actor import system
from appliance.rooms.knowledge.collections import generations
from appliance.rooms.knowledge.generations import judging
from appliance.rooms.knowledge.generations.tables import GoldenQuestion
from appliance.rooms.knowledge.retrieval import asked
from appliance.store.database import read_now

LOOKED_AT = 50
"""Passages of an answer, in which ten documents are looked for."""
MOST = 500
"""Golden questions of a base."""


def questions(base_id: str) -> list[GoldenQuestion]:
    """Every golden question of a base, oldest first."""
    rows = GoldenQuestion.select().where(GoldenQuestion.knowledge_base_id == base_id)
    return list(rows.order_by(GoldenQuestion.id).limit(MOST))


def compared(base_id: str, org_id: str, number: int | None) -> dict[str, Any] | None:
    """How the serving generation and another one answer the golden questions; None when there are none."""
    found = read_now(questions, base_id)
    if not found:
        return None
    serving = read_now(generations.serving, [base_id]).get(base_id, 1)
    new = serving if number is None else number
    rows = []
    for one in found:
        old = _rank(one, org_id, serving)
        rows.append(
            {"question_id": one.id, "question": one.question, "old": old,
             "new": old if new == serving else _rank(one, org_id, new)}
        )  # fmt: skip
    before, after = (judging.quality([row[side] for row in rows]) for side in ("old", "new"))
    return {
        "serving": serving, "number": new, "old": asdict(before), "new": asdict(after),
        "worse": judging.is_worse(after, before), "questions": rows,
    }  # fmt: skip


def _rank(one: GoldenQuestion, org_id: str, number: int) -> int | None:
    found = asked(one.question, one.knowledge_base_id, LOOKED_AT, number, seen_by=system(org_id))
    return judging.rank(found.passages, one.document_id, one.words)
