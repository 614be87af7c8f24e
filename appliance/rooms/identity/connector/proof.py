"""Who calls on the connector's rows: an instance by its signature, AppAPI by its headers, nobody otherwise.

What is believed is what was proved: a uid beside a signature counts only where it was signed.
"""

import base64
import binascii
from dataclasses import dataclass

from appliance import config
from appliance.kernel import clock, crypt, current, signature
from appliance.kernel.actor import Actor, Role
from appliance.kernel.problem import Unauthorized
from appliance.kernel.signature import Signed, Stamp
from appliance.kernel.visit import Visit
from appliance.rooms.identity.connector import queries
from appliance.rooms.identity.connector.tables import Instance, Pairing
from appliance.store import spent
from appliance.store.database import read, write

_APP_HEADER = "authorization-app-api"
_MOST_LENGTH = 2_000


@dataclass(frozen=True, slots=True)
class Proven:
    """Who called: a provisioned instance, or somebody who may provision one. `uid` is whom AppAPI speaks for."""

    instance: Instance | None = None
    pairing: Pairing | None = None
    uid: str = ""


async def of_instance(visit: Visit) -> Proven:
    """The instance that signed; Unauthorized otherwise."""
    return await _proven(visit, is_first=False)


async def of_newcomer(visit: Visit) -> Proven:
    """Somebody who holds the secret of the environment, or one that an administrator was shown."""
    return await _proven(visit, is_first=True)


async def _proven(visit: Visit, *, is_first: bool) -> Proven:
    if _APP_HEADER in visit.headers and signature.HEADER not in visit.headers:
        uid = _app_api(visit)
        found = Proven(uid=uid) if is_first else await read(_of_app_api, uid)
    else:
        stamp = signature.read(visit.headers.get(signature.HEADER), clock.now_ms())
        found = _signer(stamp, visit, await read(_newcomers if is_first else _instances))
        if not await write(spent.spend, stamp.pair):
            raise Unauthorized("invalid", "This signature was used before")
    if found.instance is not None:
        current.actor.set(Actor(found.instance.id, found.instance.org_id, Role.ADMIN, kind="system"))
    return found


def _app_api(visit: Visit) -> str:
    """The uid of AppAPI's header, base64 of `uid:secret`, when the secret is ours."""
    secret, given = config.in_force().connector_secret, visit.headers[_APP_HEADER]
    try:
        text = base64.b64decode(given[:_MOST_LENGTH], validate=True).decode()
    except (binascii.Error, ValueError):
        raise Unauthorized("invalid") from None
    uid, _, told = text.rpartition(":")
    if not secret or not crypt.same(told, secret) or visit.headers.get("ex-app-user-id", uid) != uid:
        raise Unauthorized("invalid")
    return uid


def _of_app_api(uid: str) -> Proven:
    row = queries.of_app_api()
    if row is None:
        raise Unauthorized("invalid", "This Nextcloud is not provisioned")
    return Proven(row, uid=uid)


def _instances() -> list[tuple[str, Proven]]:
    return [(key, Proven(row)) for row in queries.instances() for key in queries.keys_of(row)]


def _newcomers() -> list[tuple[str, Proven]]:
    """The environment's secret stays good: what it may do is decided by what is there already."""
    secret = config.in_force().connector_secret
    pairings = [(queries.secret_of(row), Proven(pairing=row)) for row in queries.open_pairings()]
    return pairings + ([(secret, Proven())] if secret else [])


def _signer(stamp: Stamp, visit: Visit, known: list[tuple[str, Proven]]) -> Proven:
    """Whose key made the stamp. Behind a proxy the path may have been signed with the proxy's prefix."""
    keys = [key for key, _ in known]
    for target in dict.fromkeys((visit.target, config.in_force().base_path + visit.target)):
        number = signature.holds(stamp, Signed(visit.method, target, visit.raw_body), keys)
        if number is not None:
            return known[number][1]
    raise Unauthorized("invalid", "The signature does not hold")
