"""The fixed order of checks around every endpoint: ADMISSION, then modes.SETTLING. Tests read these tuples.

What is observable is the order of refusals (semantics section 4). Work that needs no thread is done early and its
refusal kept until its turn comes.
"""

import asyncio
from collections.abc import Callable
from time import perf_counter
from typing import Any

from appliance.config import Config
from appliance.kernel import current
from appliance.kernel.assembly import House
from appliance.kernel.problem import Forbidden, Problem
from appliance.kernel.visit import Download
from appliance.store import opened
from appliance.store.database import write
from appliance.web import admission, answers, downloads
from appliance.web.answers import Outcome
from appliance.web.call import Call
from appliance.web.credentials import Credentials
from appliance.web.foreign import ForeignPages
from appliance.web.headers import HeaderRules
from appliance.web.intake import take_body
from appliance.web.limits import Limits
from appliance.web.modes import RUN
from appliance.web.plan import Plan
from appliance.web.problems import problem_of, problem_reply
from appliance.web.replay import Replays
from appliance.web.reply import Pairs, Reply
from appliance.web.request_ids import RequestIds
from appliance.web.streams import Streams

_GONE = 499  # the label of requests whose client left before the answer

ADMISSION: tuple[Callable[["Gate", Call], None], ...] = (
    admission.refuse_when_draining,
    admission.find_caller,
    admission.check_size,
    admission.authenticate,
    admission.check_csrf,
    admission.take_rate,
    admission.check_role,
    admission.check_origin,
    admission.check_fresh,
)


class Gate:
    """What the checks need: one per server."""

    def __init__(self, house: House, config: Config) -> None:
        self.config = config
        self.rules = HeaderRules(config)
        self.pages = ForeignPages(house.origins, opened().database.raw)
        self.credentials = Credentials(house.authenticators, config)
        self.limits = Limits(config.rate_factor)
        self.replays = Replays(opened().keys.derive("receipts"))
        self.streams = Streams(self.rules)
        self.ids = RequestIds()
        self.guard = house.license_guard
        self.networks = house.network_guard
        self.upload_limit = house.upload_limit
        self.raw = opened().database.raw
        self.is_draining = False
        self.in_flight = 0

    def handler(self, plan: Plan) -> Callable[..., Any]:
        """What the router calls for this endpoint."""

        async def handle(request: Any, **params: str) -> Reply | None:
            reply = await self.answer(request, plan, params)
            return None if request.responded else reply  # a stream has been sent; the server would log a second reply

        vars(handle)["endpoint"] = plan.endpoint  # the declaration rides on what serves it
        return handle

    async def answer(self, request: Any, plan: Plan, params: dict[str, str]) -> Reply:
        """One request from top to bottom. Every exception, also a native panic, becomes one problem."""
        started = perf_counter()
        call = Call(request, plan, params, self.ids.new())
        self.in_flight += 1
        status = _GONE
        try:
            reply = await self._pass(call)
            status = reply.status
        except (asyncio.CancelledError, KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            reply = self._refuse(call, problem_of(error))
            status = reply.status
        finally:
            self.in_flight -= 1
            if call.claim is not None and not call.claim.is_handed_over:
                self.replays.release(call.claim)
            plan.measure(request.method, status, perf_counter() - started)
        return reply

    async def _admit(self, call: Call) -> None:
        try:
            for step in ADMISSION:
                step(self, call)
        except Forbidden:
            if call.note is not None:
                await write(call.note, call.plan.endpoint.key)
            raise

    async def _pass(self, call: Call) -> Reply:
        request = call.request
        request.stream.protocol.head_is_here()
        current.request_id.set(call.request_id)
        await self._admit(call)
        if call.plan.takes_something or request.stream.request_body:
            await take_body(self, call)
        if call.plan.endpoint.proves is not None:
            call.prepared = await call.plan.endpoint.proves(call.visit)
        outcome = await RUN[call.plan.mode](self, call)
        more = self._around(call)
        if outcome.sends is not None:
            return await self._send(call, outcome, more)
        if request.method in ("GET", "HEAD") and answers.is_known(call, outcome):
            outcome.status, outcome.body = answers.NOT_MODIFIED, b""
        return Reply(outcome.status, outcome.body, answers.pairs_of(outcome, self.rules) + more)

    async def _send(self, call: Call, outcome: Outcome, more: Pairs) -> Reply:
        if isinstance(outcome.sends, Download):
            return await downloads.send(outcome.sends, call.request, self.rules, more)
        self.in_flight -= 1  # a stream ends with a farewell; draining does not wait for it
        try:
            return await self.streams.send(outcome.sends, call.request, call.actor, outcome.pairs + more)  # type: ignore[arg-type]
        finally:
            self.in_flight += 1

    def _around(self, call: Call) -> Pairs:
        pairs = [(b"x-request-id", call.request_id.encode())]
        if call.verdict is not None:
            pairs += call.verdict.pairs()
        return pairs + self._cors(call)

    def _cors(self, call: Call) -> Pairs:
        origin, access = call.request.headers.get("origin"), call.plan.endpoint.access.word
        if self.pages.judges(access):
            return self.pages.cors(origin, access)
        return self.rules.cors(origin, call.plan.endpoint.path)

    def _refuse(self, call: Call, problem: Problem) -> Reply:
        more = call.verdict.pairs() if call.verdict is not None else []
        more += self._cors(call)
        return problem_reply(problem, call.request_id, self.rules.json, more, call.plan.endpoint.dialect)
