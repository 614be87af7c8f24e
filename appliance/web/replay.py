"""Idempotency (semantics section 6): same key and body, same answer; the receipt commits with the change."""

import asyncio
import hashlib
from dataclasses import dataclass
from typing import Any

from appliance.kernel import crypt
from appliance.kernel.problem import BadRequest, Conflict, KeyReused
from appliance.kernel.room import RawReader
from appliance.store import receipts
from appliance.store.unit import writing_connection
from appliance.web.call import Call

WAIT_SECONDS = 10.0
_LONGEST_KEY = 255


@dataclass(slots=True)
class Claim:
    """A running first request. `done` resolves when its unit has ended, committed or not."""

    scope: str
    key_hash: bytes
    body_hash: bytes
    seal_key: bytes
    done: asyncio.Future[None]
    is_handed_over: bool = False


@dataclass(frozen=True, slots=True)
class Again:
    """The first answer, to be sent once more."""

    status: int
    location: str | None
    body: bytes


class Replays:
    """Requests with an Idempotency-Key that run now; the finished ones lie in the store."""

    def __init__(self, master: bytes, wait_seconds: float = WAIT_SECONDS) -> None:
        self._master = master
        self._wait = wait_seconds
        self._running: dict[tuple[str, bytes], Claim] = {}

    async def claim(self, call: Call, raw: RawReader) -> Again | None:
        """The first answer if there is one; else this call is the first and holds the claim."""
        if call.key is None or not call.plan.honours_keys:
            return None
        scope, key_hash, body_hash = call.scope, crypt.digest(call.key), _fingerprint(call)
        seal_key = crypt.derive(crypt.derive(self._master, call.key), "receipt")
        while True:
            receipt = receipts.find(raw, scope, key_hash)
            if receipt is not None:
                return _again(receipt, body_hash, seal_key, scope)
            running = self._running.get((scope, key_hash))
            if running is None:
                break
            await self._wait_for(running, body_hash)
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        call.claim = self._running[scope, key_hash] = Claim(scope, key_hash, body_hash, seal_key, done)
        return None

    async def _wait_for(self, running: Claim, body_hash: bytes) -> None:
        if running.body_hash != body_hash:
            raise KeyReused
        try:
            await asyncio.wait_for(asyncio.shield(running.done), self._wait)
        except TimeoutError:
            raise Conflict("The first request with this Idempotency-Key is still running") from None

    def release(self, claim: Claim) -> None:
        """The first request has ended: let the others look for its receipt."""
        self._running.pop((claim.scope, claim.key_hash), None)
        if not claim.done.done():
            claim.done.set_result(None)


def keep(claim: Claim, outcome: Any, *, is_secret: bool) -> None:
    """Write the receipt with the open unit, if the answer is a success."""
    if not 200 <= outcome.status < 300:  # noqa: PLR2004 -- only successes are kept
        return
    body = crypt.seal(claim.seal_key, outcome.body, claim.scope) if is_secret else outcome.body
    receipt = receipts.Receipt(claim.body_hash, outcome.status, outcome.location, body, is_secret)
    receipts.keep(writing_connection(), claim.scope, claim.key_hash, receipt)


def idempotency_key(raw: str | None) -> str | None:
    """The header's value; a bad request when it is not 1 to 255 characters."""
    if raw is None:
        return None
    if not 1 <= len(raw) <= _LONGEST_KEY or not raw.isprintable():
        raise BadRequest("Idempotency-Key must have 1 to 255 characters", param="Idempotency-Key")
    return raw


def _fingerprint(call: Call) -> bytes:
    found = hashlib.sha256(call.upload.sha256.encode() if call.upload else call.raw)
    told = [*call.params.items(), *sorted(call.query.items())]
    if call.upload:
        told += [("filename", call.upload.filename), *sorted(call.upload.parts.items())]
    for name, value in told:
        found.update(f"\0{name}={value}".encode("utf-8", "surrogatepass"))
    return found.digest()


def _again(receipt: receipts.Receipt, body_hash: bytes, seal_key: bytes, scope: str) -> Again:
    if not crypt.same(receipt.body_hash, body_hash):
        raise KeyReused
    body = crypt.unseal(seal_key, receipt.body, scope) if receipt.is_sealed else receipt.body
    return Again(receipt.status, receipt.location, body)
