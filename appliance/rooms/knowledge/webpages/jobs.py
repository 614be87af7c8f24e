"""Reading web pages: one job asks for one address and puts the next one into the queue, so no pause holds a thread."""

from appliance.engines.web.addresses import host_and_port, origin
from appliance.kernel.job import Lane, enqueue, job
from appliance.rooms.knowledge.webpages import findings, frontier, settling
from appliance.rooms.knowledge.webpages.frontier import Ask
from appliance.rooms.knowledge.webpages.manners import LEAST_WAIT_MS, manners
from appliance.rooms.knowledge.webpages.tables import PageState
from appliance.store.database import read, write

_reading: set[str] = set()
"""Web pages whose address is being asked for: what a crash made run twice becomes one again here."""


def _give_up(webpage_id: str, run: int, error: str) -> None:
    """The address that cannot be read is marked, and the reading goes on."""
    del error
    ask = frontier.next_ask(webpage_id, run)
    if ask is not None and settling.settle(ask, findings.Found(PageState.FAILED, "internal_error")) is not None:
        _go_on(webpage_id, run, 0)


@job(Lane.MODEL, tries=3, limit_seconds=300, on_buried=_give_up)
async def read_address(webpage_id: str, run: int) -> None:
    """Ask for the next address of a web page."""
    if webpage_id in _reading:
        await write(_go_on, webpage_id, run, LEAST_WAIT_MS)
        return
    _reading.add(webpage_id)
    try:
        ask = await read(frontier.next_ask, webpage_id, run)
        if ask is None:
            await write(settling.finish, webpage_id, run)
        else:
            await _read(ask)
    finally:
        _reading.discard(webpage_id)


async def _read(ask: Ask) -> None:
    host, _ = host_and_port(ask.url)
    if wait_ms := manners.wait_ms(host):
        await write(_go_on, ask.webpage_id, ask.run, wait_ms)
        return
    with manners.turn(host, origin(ask.url)):
        found = await findings.look(ask)
    if found is not None and found.retry_ms:
        manners.rest(host, found.retry_ms)
    await write(_settle, ask, found, manners.wait_ms(host))


def _settle(ask: Ask, found: findings.Found | None, wait_ms: int) -> None:
    more_ms = settling.settle(ask, found) if found is not None else 0
    if more_ms is not None:
        _go_on(ask.webpage_id, ask.run, max(wait_ms, more_ms))


def _go_on(webpage_id: str, run: int, delay_ms: int) -> None:
    enqueue(read_address, key=webpage_id, delay_ms=delay_ms, webpage_id=webpage_id, run=run)
