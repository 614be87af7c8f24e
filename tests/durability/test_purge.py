"""kill -9 in the middle of a purge: it goes on, and in the end no file holds a byte of whom it was for."""

import asyncio
import random
from typing import Any

import pytest

from tests.durability.process import PERSON, Served
from tests.durability.wire import Api, until
from tests.rooms.operations.test_erasing_people import NAME, traces

pytestmark = pytest.mark.journey
KILLS = 4
SECONDS = 60


def test_a_purge_that_is_killed_again_and_again_leaves_nothing(serve: Any, figures: Any) -> None:
    served: Served = serve()
    asyncio.run(lives(served))
    assert traces(served.folder) == {}
    figures(f"{served.kills} kills in a purge, nothing left of an erased person")


async def lives(served: Served) -> None:
    await served.start()
    await served.set_up()
    await erase(served)
    assert traces(served.folder)
    async with served.api() as api:
        assert (await api.post("/api/purges", {"full": True})).status == 201
    for _ in range(KILLS):
        await asyncio.sleep(random.uniform(0.0, 0.25))
        served.kill()
        await served.start()
    await until_done(served)
    assert await served.stop() == 0, served.tail()


async def erase(served: Served) -> None:
    """Somebody is invited, is written about, and is removed and erased."""
    async with served.api() as api:
        session = (await api.post("/auth/admin-login", {name: PERSON[name] for name in ("email", "password")})).json
        told = await api.post("/api/users", {"email": f"{NAME}@acme.test", "name": NAME})
        base = (await api.post("/api/knowledge", {"name": f"About {NAME}"})).json["id"]
        for number in range(50):
            text = {"knowledge_base_id": base, "id": f"{NAME} {number}", "text": f"{NAME} weighs {number} tons."}
            assert (await api.post("/api/ingestion", text)).status == 201
        assert (await api.delete(f"/api/knowledge/{base}")).status == 204
        assert (await api.delete(f"/api/users/{told.json['id']}")).status == 204
    async with Api(served.port, {"Authorization": f"Bearer {session['token']}"}) as api:
        done = await api.post(f"/api/users/{told.json['id']}/erase")
        assert done.status == 200, done
    await until(lambda: served.rows("SELECT count(*) FROM documents_document") == [(0,)])


async def until_done(served: Served) -> None:
    """Wait until the purge says that it is done."""
    for _ in range(SECONDS * 5):
        async with served.api() as api:
            (purge,) = (await api.get("/api/purges")).json["data"]
        assert purge["state"] != "failed", purge
        if purge["state"] == "done":
            return
        await asyncio.sleep(0.2)
    raise AssertionError(purge)
