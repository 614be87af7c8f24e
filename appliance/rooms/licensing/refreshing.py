"""Asks the configured address for a newer licence: it is told the licence's id and nothing else."""

import contextlib

import orjson

from appliance import config
from appliance.engines import started
from appliance.engines.egress import Rule
from appliance.engines.http import Call, Http, HttpFailed, Limits
from appliance.kernel.actor import Actor, system
from appliance.kernel.problem import Conflict, Problem, Unavailable
from appliance.rooms.licensing import actions, policy, queries
from appliance.store.database import read, write

FEATURE = "license"
_LIMITS = Limits(connect=10, head=20, read=20, total=30, body=100_000)
_OK = 200


async def refresh(*, by: Actor) -> None:
    """Ask once, and put in force what comes. 409 without an address or a licence, 503 when no good answer comes.

    Whatever comes, a licence that is worse than the present one changes nothing.
    """
    if not config.in_force().license_refresh_url:
        raise Conflict("No address is configured to refresh the licence (APPLIANCE_LICENSE_REFRESH_URL)")
    await read(policy.require_change, by)
    try:
        await _refresh(by)
    except Problem as problem:
        await write(actions.note_refresh, problem.text)
        raise
    await write(actions.note_refresh, None)


async def _refresh(by: Actor) -> None:
    found = await read(queries.sourced, queries.IN_UNIT)
    if found.claims is None:
        raise Conflict("There is no licence to refresh")
    answer = await _asked(config.in_force().license_refresh_url, found.claims.jti)
    if (revocation := answer.get("revocation")) and isinstance(revocation, str):
        await write(actions.revoke, revocation)
    elif (text := answer.get("license_key")) and isinstance(text, str):
        await write(actions.renew, text, found.claims.jti, by=by)
    else:
        raise Unavailable("The licence server answered without a licence")


async def refresh_when_due() -> None:
    """Ask by ourselves, once an address is configured and the time has come; failures are noted for the status."""
    if not config.in_force().license_refresh_url or not await read(queries.is_refresh_due):
        return
    with contextlib.suppress(Problem):
        await refresh(by=system())


async def _asked(url: str, jti: str) -> dict[str, object]:
    egress = started().egress
    try:
        egress.replace(FEATURE, [Rule.for_url(FEATURE, url)])
    except ValueError:
        raise Conflict("APPLIANCE_LICENSE_REFRESH_URL is no http or https address") from None
    http = Http(egress, FEATURE, limits=_LIMITS)
    headers = {"content-type": "application/json", "accept": "application/json"}
    try:
        reply = await http.fetch(Call("POST", url, headers, orjson.dumps({"jti": jti})))
        answer = orjson.loads(reply.body) if reply.status == _OK else None
    except (HttpFailed, orjson.JSONDecodeError):
        raise Unavailable("The licence server cannot be asked; the present licence stays in force") from None
    finally:
        await http.aclose()
    if not isinstance(answer, dict):
        raise Unavailable("The licence server did not answer as it should; the present licence stays in force")
    return answer
