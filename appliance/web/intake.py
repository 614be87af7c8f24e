"""Taking in what came: the body within its limit, query and body as shapes. Refusals are kept for their turn."""

import asyncio
from typing import TYPE_CHECKING, Any

from appliance.kernel.door import Mode
from appliance.kernel.problem import BadRequest, Problem
from appliance.kernel.visit import Visit
from appliance.web import bodies, replay, uploads
from appliance.web.call import Call
from appliance.web.plan import Plan

if TYPE_CHECKING:
    from appliance.web.gate import Gate

BODY_SECONDS = 60.0
DEFAULT_UPLOAD = 50_000_000


def body_limit(gate: "Gate", plan: Plan) -> int:
    """The most bytes that this endpoint takes."""
    if plan.mode is not Mode.UPLOAD:
        return gate.config.request_body_limit
    return file_limit(gate) + uploads.ENVELOPE


def file_limit(gate: "Gate") -> int:
    """The largest file that the licence in force allows."""
    return gate.upload_limit.bytes_allowed(gate.raw) if gate.upload_limit is not None else DEFAULT_UPLOAD


async def take_body(gate: "Gate", call: Call) -> None:
    """Receive the body, read query and body into shapes, ask the licence; refusals are kept for their turn."""
    plan, request = call.plan, call.request
    if request.stream.request_body and plan.mode is not Mode.UPLOAD:
        request.stream.request_max_size = gate.config.request_body_limit
        try:
            async with asyncio.timeout(BODY_SECONDS):
                await request.receive_body()
        except TimeoutError:
            raise BadRequest("The body took too long to arrive") from None
        call.raw = request.body
    if plan.endpoint.feature is not None and gate.guard is not None:
        call.license_refusal = gate.guard.refusal(gate.raw, plan.endpoint.feature, plan.endpoint.method)
    try:
        _read_shapes(call)
    except Problem as problem:
        call.refusal = problem
    if plan.wants_visit:
        call.visit = _visit(gate, call)


def _read_shapes(call: Call) -> None:
    plan, request = call.plan, call.request
    if plan.endpoint.once:
        call.key = replay.idempotency_key(request.headers.get("idempotency-key"))
    if plan.reads_query or plan.wants_visit or call.key is not None:
        call.query = bodies.query_of(request.query_string)
    if plan.reads_query:
        call.filter, call.page = bodies.filter_and_page(plan.endpoint.signature, call.query)
    if plan.body is None or (plan.body_is_optional and not call.raw):
        return
    content_type = request.headers.get("content-type", "")
    if plan.body.takes_form and bodies.is_form(content_type):
        call.body = bodies.form_of(plan.body, call.raw)
        return
    if call.raw:
        bodies.check_json_type(content_type)
    call.body = bodies.shape_of(plan.body, call.raw)


def _visit(gate: "Gate", call: Call) -> Visit:
    headers, caller = call.request.headers, call.caller
    return Visit(
        request_id=call.request_id, address=caller.address, is_loopback=gate.rules.is_loopback(caller, headers),
        is_secure=caller.is_secure, origin=headers.get("origin"), user_agent=headers.get("user-agent", "")[:500],
        public_url=gate.config.base_url, last_event_id=headers.get("last-event-id"), idempotency_key=call.key,
        query=call.query, headers=dict(headers), **(_signed_parts(call) if call.plan.is_signed else {}),
    )  # fmt: skip


def _signed_parts(call: Call) -> dict[str, Any]:
    target = call.request.raw_url.decode("latin-1")
    return {"raw_body": call.raw, "method": call.request.method, "target": target}
