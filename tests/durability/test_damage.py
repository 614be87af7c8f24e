"""A search index that was damaged while the appliance was off: built again unattended, and answers wait for it."""

import asyncio
from pathlib import Path

import pytest

from tests.durability.following import Follower
from tests.durability.load import word
from tests.durability.process import Served
from tests.durability.test_kill import caught_up, found, until_open
from tests.durability.wire import Api

DOCUMENTS, AT_ONCE, FEW = 900, 300, 60
KINDS = ("idx", "pos", "term", "store", "fast", "fieldnorm", "del", ".managed.json")
HOWS = ("flip", "truncate", "remove")
CONTENTS = {"empty": b"", "garbage": b"\xffgarbage{", "old": b""}


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
        before = await _answers(api)
    assert await served.stop() == 0
    await served.start()
    async with served.api() as api:
        assert await _answers(api) == before
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


async def _answers(api: Api) -> list[list[str]]:
    """What some questions find, in order."""
    await until_open(api)
    said = []
    for number in range(0, FEW, 10):
        reply = await api.post("/api/search", {"query": f"Where does {word(number)} walk over bridges?", "limit": 5})
        assert reply.status == 200, reply.body
        said.append([hit["document_id"] for hit in reply.json["data"]][:1])
    return said


@pytest.mark.parametrize("step", [pytest.param(9, id="some"), pytest.param(1, id="each", marks=pytest.mark.slow)])
def test_whatever_is_damaged_answers_are_as_before(serve, figures, step):
    asyncio.run(_each_damage(serve(), figures, step))


async def _each_damage(served: Served, figures, step: int) -> None:
    await served.start()
    await served.set_up()
    async with served.api() as api:
        base_id = await _few(api)
        before = await _answers(api)
    assert all(before)
    cases = [(kind, how) for kind in KINDS for how in HOWS] + [("meta.json", how) for how in CONTENTS]
    old = (served.folder / "index" / "meta.json").read_bytes()
    for kind, how in cases[::step]:
        async with served.api() as api:
            (gone,) = await found(api, word(1))
            assert (await api.delete(f"/api/ingestion/{gone}")).status == 204
            body = {"id": "again", "knowledge_base_id": base_id, "text": f"The {word(1)} walks over the bridge."}
            assert (await api.post("/api/ingestion", body)).status == 201
            await caught_up(api, base_id)
        assert await served.stop() == 0
        _hurt(served.folder / "index", kind, how, old)
        await served.start()
        async with served.api() as api:
            assert await _answers(api) == before, (kind, how)
    rebuilt = served.log.read_text().count("index_rebuild")
    assert rebuilt == len(cases[::step])
    assert await served.stop() == 0
    figures(f"{rebuilt} damages, each found at the start, built again, answers equal")


async def _few(api: Api) -> str:
    base_id = (await api.post("/api/knowledge", {"name": "base"})).json["id"]
    texts = [f"The {word(number)} walks over the bridge." for number in range(FEW)]
    documents = [{"id": f"d{place}", "text": text} for place, text in enumerate(texts)]
    body = {"knowledge_base_id": base_id, "documents": documents}
    assert (await api.post("/api/ingestion/batch", body)).status == 200
    await caught_up(api, base_id)
    return str(base_id)


def _hurt(folder: Path, kind: str, how: str, old: bytes) -> None:
    place = folder / kind if kind in ("meta.json", ".managed.json") else max(folder.glob(f"*.{kind}"), key=_size)
    if how in CONTENTS:
        place.write_bytes(old if how == "old" else CONTENTS[how])
        return
    data = bytearray(place.read_bytes())
    data[len(data) // 3] ^= 0xFF
    if how == "remove":
        place.unlink()
    else:
        place.write_bytes(data if how == "flip" else data[: len(data) // 2])


def _size(path: Path) -> int:
    return path.stat().st_size


def test_what_is_damaged_while_it_is_served_is_never_an_error_of_ours(serve):
    asyncio.run(_damaged_while_served(serve()))


async def _damaged_while_served(served: Served) -> None:
    await served.start()
    await served.set_up()
    async with served.api() as api:
        await _few(api)
        before = await _answers(api)
        for path in (served.folder / "index").glob("*.*"):
            if path.suffix != ".json":
                _scramble(path)
        for number in range(FEW):
            assert (await api.post("/api/search", {"query": f"{word(number)} bridge"})).status in (200, 503)
        async with asyncio.timeout(20):
            while await _answers(api) != before:  # noqa: ASYNC110 -- it is being built
                await asyncio.sleep(0.05)
    assert await served.stop() == 0
    assert "index_rebuild" in served.log.read_text()


def _scramble(path: Path) -> None:
    """Turn bytes over where they lie: whoever has mapped the file sees it at once."""
    with path.open("r+b") as file:
        data = file.read()
        file.seek(0)
        file.write(bytes(byte ^ 0xA5 for byte in data))
