"""A search index that was damaged while the appliance was off: built again unattended, and answers wait for it."""

import asyncio

from tests.durability.following import Follower
from tests.durability.load import word
from tests.durability.process import Served
from tests.durability.test_kill import caught_up, found

DOCUMENTS, AT_ONCE = 900, 300


def test_a_damaged_index_is_built_again_and_answers_wait_for_it(serve, figures):
    asyncio.run(_damaged(serve(), figures))


async def _damaged(served: Served, figures) -> None:
    await served.start()
    await served.set_up()
    base_id = await _filled(served)
    assert await served.stop() == 0
    _damage(served)
    await served.start()
    reader = Follower(served)
    await asyncio.wait_for(reader.ask({"message": f"Where does the {word(7)} walk?"}), 20)
    assert "bridge" in reader.text, reader.text
    async with served.api() as api:
        await caught_up(api, base_id)
        for number in range(0, DOCUMENTS, 50):
            assert len(await found(api, word(number))) == 1
    assert await served.stop() == 0
    assert "index_rebuild" in served.log.read_text()
    assert served.rows("SELECT attempt FROM store_job WHERE name = 'turns.run_turn'") == [(1,)]
    figures(f"ready after {served.recoveries[-1]:.2f} s with {DOCUMENTS} documents to index again")


async def _filled(served: Served) -> str:
    async with served.api() as api:
        base_id = (await api.post("/api/knowledge", {"name": "base"})).json["id"]
        for first in range(0, DOCUMENTS, AT_ONCE):
            texts = [f"The {word(number)} walks over the bridge." for number in range(first, first + AT_ONCE)]
            documents = [{"id": f"d{first + place}", "text": text} for place, text in enumerate(texts)]
            body = {"knowledge_base_id": base_id, "documents": documents}
            assert (await api.post("/api/ingestion/batch", body)).status == 200
        await caught_up(api, base_id)
        return str(base_id)


def _damage(served: Served) -> None:
    """Twenty flipped bytes in the largest file."""
    hurt = max((served.folder / "index").iterdir(), key=lambda path: path.stat().st_size)
    data = bytearray(hurt.read_bytes())
    for place in range(20):
        data[len(data) * place // 20] ^= 0xFF
    hurt.write_bytes(data)
