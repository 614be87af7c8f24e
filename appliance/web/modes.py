"""How each mode runs once a request is admitted. SETTLING is the order of what is asked between role and handler."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from appliance.kernel.door import Mode
from appliance.store.database import glance, read, write
from appliance.web import answers, replay, uploads
from appliance.web.answers import Outcome
from appliance.web.call import Call
from appliance.web.intake import file_limit

if TYPE_CHECKING:
    from appliance.web.gate import Gate

Settle = Callable[["Gate", Call], Awaitable[Outcome | None]]


async def load_target(gate: "Gate", call: Call) -> Outcome | None:  # noqa: ARG001 -- every step has one shape
    """The object that the path names; 404 when the actor does not see it."""
    if call.plan.endpoint.target is not None:
        call.target = await read(call.plan.load, call)
    return None


async def refuse_unlicensed(gate: "Gate", call: Call) -> Outcome | None:  # noqa: ARG001
    """The feature that the licence does not hold."""
    if call.license_refusal is not None:
        raise call.license_refusal
    return None


async def replay_first(gate: "Gate", call: Call) -> Outcome | None:
    """The first answer of this Idempotency-Key, when there is one."""
    first = await gate.replays.claim(call, gate.raw)
    return answers.again(first, call.plan.media_type) if first is not None else None


async def refuse_invalid(gate: "Gate", call: Call) -> Outcome | None:  # noqa: ARG001
    """What is wrong with the query or the body."""
    if call.refusal is not None:
        raise call.refusal
    return None


async def receive_file(gate: "Gate", call: Call) -> Outcome | None:
    """The file, on the disk before any unit opens."""
    call.upload = await uploads.receive(call.request, file_limit(gate))
    return None


SETTLING: tuple[Settle, ...] = (load_target, refuse_unlicensed, replay_first, refuse_invalid)
SETTLING_UPLOAD: tuple[Settle, ...] = (load_target, refuse_unlicensed, receive_file, replay_first, refuse_invalid)
"""A receipt can only be compared once the file is here."""


async def _settle(gate: "Gate", call: Call, steps: tuple[Settle, ...]) -> Outcome | None:
    for step in steps:
        outcome = await step(gate, call)
        if outcome is not None:
            return outcome
    if call.plan.endpoint.prepare is not None:
        call.prepared = await call.plan.prepare(call)
    return None


async def reading(gate: "Gate", call: Call) -> Outcome:
    """Target and handler in one reading unit; nothing is opened for a request that is refused without one."""
    if call.plan.endpoint.prepare is not None and call.license_refusal is None and call.refusal is None:
        call.prepared = await call.plan.prepare(call)
    if call.plan.endpoint.target is not None:
        return await read(_in_reading_unit, gate, call)
    _refuse(call)
    return await (glance if call.plan.is_page else read)(_in_reading_unit, gate, call)


def _refuse(call: Call) -> None:
    refusal = call.license_refusal or call.refusal
    if refusal is not None:
        raise refusal


def _in_reading_unit(gate: "Gate", call: Call) -> Outcome:
    if call.plan.endpoint.target is not None:
        call.target = call.plan.load(call)
        _refuse(call)
    return answers.outcome_of(call, call.plan.handle(call), gate.config)


async def writing(gate: "Gate", call: Call) -> Outcome:
    """Everything that can refuse is asked before the one writer is taken."""
    return await _settle(gate, call, SETTLING) or await _write(gate, call)


async def uploading(gate: "Gate", call: Call) -> Outcome:
    """A writing unit with a file that has been received."""
    return await _settle(gate, call, SETTLING_UPLOAD) or await _write(gate, call)


async def _write(gate: "Gate", call: Call) -> Outcome:
    claim = call.claim
    if claim is None:
        return await write(_in_writing_unit, gate, call)
    task = asyncio.ensure_future(write(_in_writing_unit, gate, call))
    claim.is_handed_over = True
    task.add_done_callback(lambda _: gate.replays.release(claim))
    return await asyncio.shield(task)  # the claim lives as long as the unit, whether or not the caller waits


def _in_writing_unit(gate: "Gate", call: Call) -> Outcome:
    if call.plan.endpoint.target is not None:
        call.target = call.plan.load(call)
        answers.check_match(call)
    outcome = answers.outcome_of(call, call.plan.handle(call), gate.config)
    if call.claim is not None:
        replay.keep(call.claim, outcome, is_secret=call.plan.endpoint.secret)
    return outcome


async def calling(gate: "Gate", call: Call) -> Outcome:
    """An async body without a unit; it opens short ones by itself."""
    if call.plan.takes_something or call.plan.endpoint.target is not None:
        outcome = await _settle(gate, call, SETTLING)
        if outcome is not None:
            return outcome
    outcome = answers.outcome_of(call, await call.plan.handle(call), gate.config)
    if call.claim is not None:
        await write(replay.keep, call.claim, outcome, is_secret=call.plan.endpoint.secret)
    return outcome


RUN: dict[Mode, Callable[["Gate", Call], Any]] = {
    Mode.READ: reading,
    Mode.DOWNLOAD: reading,
    Mode.WRITE: writing,
    Mode.UPLOAD: uploading,
    Mode.CALL: calling,
    Mode.STREAM: calling,
}
