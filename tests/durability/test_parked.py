"""An entry that search can never take: parked with an alarm, the others go on, and an administrator retries it."""

import asyncio
import time

import apsw
import pytest

from tests.durability.load import word
from tests.durability.process import Served
from tests.durability.test_kill import caught_up, found
from tests.durability.wire import Api

pytestmark = pytest.mark.alone
MOST_SECONDS = 2.0
PARKED = "/api/jobs?state=buried&name=work.feed_again"


def test_an_entry_that_always_fails_is_parked_and_the_others_go_on(serve, figures):
    asyncio.run(_parked(serve(), figures))


async def _parked(served: Served, figures) -> None:
    await served.start()
    await served.set_up()
    async with served.api() as api:
        base_id = (await api.post("/api/knowledge", {"name": "base"})).json["id"]
        usual = await _pushed(api, base_id, word(1))
        _change(served, word(1), "CAST(x'ff' AS TEXT)")  # a text that is none: whoever reads it fails
        lag = await _pushed(api, base_id, word(2))
        await _told(api, "degraded", 1)
        again = await _pushed(api, base_id, word(3))
    served.kill()
    await served.start()
    async with served.api() as api:
        await _told(api, "degraded", 1)
        _change(served, word(1), f"'The word {word(1)} is here again.'")
        (job,) = (await api.get(PARKED)).json["data"]
        assert (job["attempt"], "UnicodeDecodeError" in job["error"]) == (5, True)
        assert (await api.post(f"/api/jobs/{job['id']}/retry")).status == 200
        await _told(api, "ok", 0)
        async with asyncio.timeout(10):
            while not await found(api, word(1)):  # noqa: ASYNC110 -- what is waited for has no event
                await asyncio.sleep(0.02)
        await caught_up(api, base_id)
    assert await served.stop() == 0
    assert served.rows("SELECT count(*) FROM store_ledger WHERE name = 'ChangeParked'") == [(1,)]
    figures(f"found after {usual:.2f} s, beside the poison {lag:.2f} s, after it was parked {again:.2f} s")
    assert lag <= MOST_SECONDS + usual
    assert again <= MOST_SECONDS + usual


async def _pushed(api: Api, base_id: str, name: str) -> float:
    """Seconds from the acknowledgement until it is found."""
    body = {"id": name, "knowledge_base_id": base_id, "title": name, "text": f"The word {name} is here."}
    assert (await api.post("/api/ingestion", body)).status == 201
    began = time.monotonic()
    async with asyncio.timeout(15):
        while not await found(api, name):  # noqa: ASYNC110 -- what is waited for has no event
            await asyncio.sleep(0.02)
    return time.monotonic() - began


async def _told(api: Api, status: str, parked: int) -> None:
    """Wait until health says so, and the list of background work with it."""
    async with asyncio.timeout(10):
        while (await api.get("/api/health")).json["status"] != status:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert len((await api.get(PARKED)).json["data"]) == parked
    assert len((await api.get("/api/health/ready")).json["warnings"]) == parked


def _change(served: Served, name: str, text: str) -> None:
    """Another process writes what our code never would, and says that it changed."""
    connection = apsw.Connection(str(served.folder / "main.db"))
    connection.set_busy_timeout(5000)
    ids = connection.execute("SELECT id, org_id FROM documents_document WHERE title = ?", (name,)).fetchall()
    with connection:
        connection.execute(f"UPDATE documents_chunk SET text = {text} WHERE document_id = ?", (ids[0][0],))
        connection.execute("INSERT OR REPLACE INTO store_change (kind, id, org_id) VALUES ('passages', ?, ?)", ids[0])
    connection.close()
