"""The checks that need nothing but the head of the request: on the loop, before anything is read or opened."""

from typing import TYPE_CHECKING

from appliance.kernel import access, clock, csrf, current
from appliance.kernel.actor import NOBODY
from appliance.kernel.problem import (
    CsrfFailed,
    Forbidden,
    PayloadTooLarge,
    RateLimited,
    ReauthRequired,
    Unauthorized,
    Unavailable,
)
from appliance.kernel.room import NetworkGuard
from appliance.web import heads
from appliance.web.call import Call
from appliance.web.intake import body_limit

if TYPE_CHECKING:
    from appliance.web.gate import Gate

_MACHINES = ("BOT", "DEPLOY")
_TOO_LARGE_FOR_US = 10**15


def refuse_when_draining(gate: "Gate", call: Call) -> None:
    """A server that stops takes no new calls."""
    if gate.is_draining:
        call.request.stream.keep_alive = False
        raise Unavailable("The appliance is restarting", headers={"Retry-After": "2"})


def find_caller(gate: "Gate", call: Call) -> None:
    """Address, host and TLS, after trusted proxies were believed; malformed heads are refused."""
    heads.check(call.request)
    call.caller = gate.rules.caller(call.request)
    current.actor.set(NOBODY)
    current.address.set(call.caller.address)
    current.only_grows.set(call.plan.only_grows)


def check_size(gate: "Gate", call: Call) -> None:
    """Refuse what says that it is too large before a byte of it is taken."""
    length = call.request.headers.get("content-length")
    if length is None:
        return
    size = int(length) if length.isdigit() else _TOO_LARGE_FOR_US
    if size > body_limit(gate, call.plan):
        call.request.stream.keep_alive = False
        raise PayloadTooLarge


def authenticate(gate: "Gate", call: Call) -> None:
    """Who acts. Open rows ignore credentials; the internal rows hide behind 404."""
    plan = call.plan
    if plan.is_open:
        return
    try:
        call.actor, call.by_cookie = gate.credentials.resolve(call.request.headers, call.caller, gate.raw)
    except Unauthorized:
        if not plan.is_internal:
            raise
    if call.actor.is_nobody and not plan.is_internal:
        raise Unauthorized("missing")
    current.actor.set(call.actor)


def check_csrf(gate: "Gate", call: Call) -> None:
    """A cookie that changes something needs the session's token; open rows refuse pages of others."""
    plan = call.plan
    if not plan.changes:
        return
    headers = call.request.headers
    if call.by_cookie:
        if not csrf.is_csrf_token(headers.get("x-csrf-token", ""), call.actor.session_id):
            raise CsrfFailed
    elif plan.is_open and not plan.endpoint.any_origin and gate.rules.is_foreign(headers, call.caller):
        raise CsrfFailed("This cannot be called from another site's page")


def take_rate(gate: "Gate", call: Call) -> None:
    """Count the request against its budget, or against the limit set on its key."""
    actor = call.actor
    if actor.rate_limit is not None:
        call.verdict = gate.limits.take_exact(actor.rate_limit, actor.credential_id or actor.id)
    else:
        call.verdict = gate.limits.take(call.plan.endpoint.rate, actor.id or call.caller.address)
    if call.verdict is not None and not call.verdict.allowed:
        raise RateLimited


def check_role(gate: "Gate", call: Call) -> None:
    """Whether the row admits this actor; and administration, whether from this address.

    Whoever sits at the machine itself always may: that is the way back in.
    """
    plan = call.plan
    refusal = access.refusal(plan.endpoint.access, call.actor, plan.endpoint.method, reads_only=plan.reads_only)
    if refusal is not None:
        raise refusal
    if plan.administers and gate.networks is not None:
        _check_network(gate, gate.networks, call)


def _check_network(gate: "Gate", guard: NetworkGuard, call: Call) -> None:
    if gate.rules.is_loopback(call.caller, call.request.headers):
        return
    if not guard.is_open(gate.raw, call.actor, call.caller.address):
        call.note = guard.note
        raise Forbidden("The appliance is not administered from this address")


def check_origin(gate: "Gate", call: Call) -> None:  # noqa: ARG001 -- every step has one shape
    """A page calls with a bot's or a deployment's key only from an origin that the key lists."""
    origin = call.request.headers.get("origin")
    if origin is None or call.plan.endpoint.access.word not in _MACHINES:
        return
    if origin.lower() not in call.actor.origins:
        raise Forbidden("This key may not be used from pages of this origin")


def check_fresh(gate: "Gate", call: Call) -> None:  # noqa: ARG001 -- every step has one shape
    """What asks for a fresh proof of the person takes nothing but a session confirmed within ten minutes."""
    if not call.plan.endpoint.fresh:
        return
    if not call.actor.has_session:
        raise Forbidden("Only a signed-in person may do this")
    if not call.actor.is_fresh(clock.now_ms()):
        raise ReauthRequired
