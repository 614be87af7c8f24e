"""Evaluation: given cases are asked of a deployed version or of an agent, and each answer is held to its case.

Bounded: 50 cases, four at a time, the length of one turn for all. What was asked for it is removed afterwards.
"""

import asyncio
from typing import Annotated, Any, Literal, Self

from pydantic import AliasChoices, Field, model_validator

from appliance import config
from appliance.engines import patterns
from appliance.kernel import clock
from appliance.kernel.actor import Actor
from appliance.kernel.model import Model
from appliance.kernel.problem import NotFound
from appliance.kernel.shape import PRINTABLE, Line, Moment, Shape
from appliance.rooms import agents
from appliance.rooms.chat import conversations
from appliance.rooms.chat.conversations import Message, State
from appliance.rooms.chat.deployments import queries, runs
from appliance.rooms.chat.deployments.tables import Deployment
from appliance.rooms.chat.turns import actions as turns
from appliance.rooms.chat.turns import streams
from appliance.rooms.chat.turns.shapes import Question, TurnDraft
from appliance.rooms.chat.turns.tables import Turn
from appliance.store.database import read, write

MOST_CASES = 50
AT_ONCE = 4
_LONGEST_PATTERN = 500
Words = Annotated[list[Line], Field(max_length=20)]


class CaseDraft(Shape):
    """A question and what its answer must hold: words (without regard to case), a pattern, a citation of a document.

    `citation` is the title or the id of a document that must be cited. A case that asks for nothing passes when it is
    answered.
    """

    input: Question
    contains: Words = Field(default_factory=list)
    regex: Annotated[str, Field(max_length=_LONGEST_PATTERN), PRINTABLE] | None = None
    citation: Line | None = None


class EvaluationDraft(Shape):
    """Cases for one deployment (its version in force) or for one agent (as it is now)."""

    cases: Annotated[list[CaseDraft], Field(min_length=1, max_length=MOST_CASES)]
    deployment_id: str | None = None
    agent_id: Annotated[str | None, Field(validation_alias=AliasChoices("agent_id", "entity_id"))] = None

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        if (self.deployment_id is None) == (self.agent_id is None):
            raise ValueError("name either deployment_id or agent_id")
        return self


class CheckView(Model):
    """One thing that an answer should hold. `passed` is null for a pattern that took too long or is none."""

    kind: Literal["answered", "contains", "regex", "citation"]
    expected: str
    passed: bool | None


class CaseView(Model):
    """How one case went; its score is the part of its checks that passed."""

    index: int
    input: str
    output: str
    state: State | Literal["timeout"]
    score: float
    passed: bool
    checks: list[CheckView]
    took_ms: int


class EvaluationView(Model):
    """The report: `overall_score` is the mean of the scores, `pass_rate` the part of the cases that passed whole."""

    deployment_id: str | None
    agent_id: str
    version: int | None
    overall_score: float
    pass_rate: float
    passed: int
    failed: int
    run_at: Moment
    took_ms: int
    cases: list[CaseView]


class _Target:
    """What is asked: a deployment with its own rights, or an agent with those of the caller."""

    def __init__(self, by: Actor, deployment: Deployment | None, agent_id: str) -> None:
        self.by, self.deployment, self.agent_id = by, deployment, agent_id
        self.owner = by if deployment is None else Actor(id=deployment.id, org_id=deployment.org_id)

    def ask(self, question: str) -> Turn:
        """Begin a turn; in a writing unit."""
        if self.deployment is not None:
            return runs.ask(self.deployment, question, None, by=self.by)[0]
        return turns.ask(TurnDraft(message=question, agent_id=self.agent_id), None, by=self.by)[0]

    def answer(self, turn: Turn) -> Message:
        """The answer as it is now; in a reading unit."""
        return conversations.answer(turn.message_id, seen_by=self.owner)

    def forget(self, turn: Turn) -> None:
        """Remove what was asked; in a writing unit."""
        talk = conversations.conversation(turn.conversation_id, seen_by=self.owner)
        conversations.remove_conversation(talk, by=self.owner)


def _target(draft: EvaluationDraft, by: Actor) -> _Target:
    if draft.deployment_id is not None:
        row = queries.deployment(draft.deployment_id, seen_by=by)
        return _Target(by, row, row.entity_id)
    if draft.agent_id is None:
        raise NotFound("Agent not found")
    return _Target(by, None, agents.agent(draft.agent_id, seen_by=by).id)


async def evaluate(draft: EvaluationDraft, *, by: Actor) -> EvaluationView:
    """Ask every case and report; 402 over the month's messages, 403 for a closed deployment."""
    target = await read(_target, draft, by)
    run_at, began = clock.now_ms(), clock.monotonic()
    answered = [_Answered(case) for case in draft.cases]
    gate = asyncio.Semaphore(AT_ONCE)
    tasks = [asyncio.create_task(one.run(target, gate)) for one in answered]
    try:
        async with asyncio.timeout(config.in_force().turn_limit_seconds):
            await asyncio.gather(*tasks)
    except TimeoutError:  # the report says which cases were not answered in time
        pass
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return await _report(answered, target, (run_at, round((clock.monotonic() - began) * 1000)))


class _Answered:
    """One case on its way."""

    def __init__(self, case: CaseDraft) -> None:
        self.case = case
        self.output, self.citations = "", list[dict[str, Any]]()
        self.state: State | Literal["timeout"] = "timeout"
        self.took_ms = 0

    async def run(self, target: _Target, gate: asyncio.Semaphore) -> None:
        """Ask, wait for the end, remember, forget."""
        async with gate:
            began = clock.monotonic()
            turn = await write(target.ask, self.case.input)
            try:
                async for _ in streams.events(turn.message_id):
                    pass
                message = await read(target.answer, turn)
                self.output, self.citations, self.state = message.text, message.citations, message.state
            finally:
                self.took_ms = round((clock.monotonic() - began) * 1000)
                await asyncio.shield(write(target.forget, turn))

    def checks(self, matched: bool | None) -> list[CheckView]:
        """What the answer should hold, and whether it does."""
        case, text = self.case, self.output.casefold()
        found = [CheckView(kind="answered", expected="", passed=self.state is State.DONE)]
        found += [CheckView(kind="contains", expected=word, passed=word.casefold() in text) for word in case.contains]
        if case.regex is not None:
            found.append(CheckView(kind="regex", expected=case.regex, passed=matched))
        if case.citation is not None:
            cited = {value for one in self.citations for value in (one["title"], one["document_id"])}
            found.append(CheckView(kind="citation", expected=case.citation, passed=case.citation in cited))
        return found


async def _report(answered: list[_Answered], target: _Target, times: tuple[int, int]) -> EvaluationView:
    asked = [(one.case.regex, one.output) for one in answered if one.case.regex is not None]
    matched = iter(await patterns.search_all(asked))
    cases = [
        _case(index, one, one.checks(next(matched) if one.case.regex is not None else None))
        for index, one in enumerate(answered)
    ]
    passed = sum(one.passed for one in cases)
    return EvaluationView(
        deployment_id=None if target.deployment is None else target.deployment.id, agent_id=target.agent_id,
        version=None if target.deployment is None else target.deployment.release,
        overall_score=round(sum(one.score for one in cases) / len(cases), 4), pass_rate=round(passed / len(cases), 4),
        passed=passed, failed=len(cases) - passed, run_at=times[0], took_ms=times[1], cases=cases,
    )  # fmt: skip


def _case(index: int, one: _Answered, checks: list[CheckView]) -> CaseView:
    held = sum(check.passed is True for check in checks)
    return CaseView(
        index=index, input=one.case.input, output=one.output, state=one.state, checks=checks, took_ms=one.took_ms,
        score=round(held / len(checks), 4), passed=held == len(checks),
    )  # fmt: skip
