"""What is under way when the process is killed at a named point, and what must hold of it afterwards."""

import asyncio
import contextlib
import hashlib
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.durability.load import Book, send, word
from tests.durability.process import PERSON, Served
from tests.durability.test_kill import caught_up
from tests.durability.wire import Api, form

AT_ONCE = 20
DOCUMENTS = 6


@dataclass
class Told:
    """What was acknowledged, over all lives of the process."""

    book: Book = field(default_factory=Book)
    license: str = ""
    uploads: dict[str, str] = field(default_factory=dict)  # word -> document
    removed: list[str] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)


Deed = Callable[[Served, Told], Awaitable[None]]


async def many(served: Served, told: Told) -> None:
    """Many writers at once, so that units share a transaction."""

    async def one() -> None:
        async with served.api() as api:
            for _ in range(3):
                await send(api, told.book.next())

    await asyncio.gather(*(one() for _ in range(AT_ONCE)))


async def pushing(served: Served, told: Told) -> None:
    """Documents, each of them found before the next one comes."""
    async with served.api() as api:
        for _ in range(DOCUMENTS):
            write = told.book.next("document")
            await send(api, write)
            await caught_up(api, told.book.base_id)


async def uploading(served: Served, told: Told) -> None:
    """Files."""
    async with served.api() as api:
        for _ in range(DOCUMENTS):
            name = word(500_000 + next(told.book.numbers))
            body, headers = form(f"{name}.txt", f"The file of {name} and of nothing else.".encode())
            reply = await api.post(f"/api/knowledge/{told.book.base_id}/documents", body, headers)
            assert reply.status in (201, 202), reply.body
            told.uploads[name] = reply.json["id"]
        await caught_up(api, told.book.base_id)


async def purging(served: Served, told: Told) -> None:
    """A file is deleted, and everything of it is taken off the disk."""
    name = word(700_000 + next(told.book.numbers))
    content = f"The file of {name} is to go.".encode()
    body, headers = form(f"{name}.txt", content)
    async with served.api() as api:
        made = await api.post(f"/api/knowledge/{told.book.base_id}/documents", body, headers)
        await caught_up(api, told.book.base_id)
        sha256 = hashlib.sha256(content).hexdigest()
        os.utime(served.folder / "files" / sha256[:2] / sha256, (1, 1))  # so old that no upload can be under way
        removed = await api.delete(f"/api/knowledge/{told.book.base_id}/documents/{made.json['id']}")
        assert removed.status == 204
        told.removed.append(name)
        assert (await api.post("/api/purges", {"full": True})).status == 201
        async with asyncio.timeout(30):
            while (await api.get("/api/purges")).json["data"][0]["state"] != "done":  # noqa: ASYNC110
                await asyncio.sleep(0.02)


async def rotating(served: Served, told: Told) -> None:
    """Keys that get a new secret."""
    async with Api(served.port) as api:  # a key beside the session would be one too many
        signed = await api.post("/auth/login", {"email": PERSON["email"], "password": PERSON["password"]})
        bearer = {"Authorization": f"Bearer {signed.json['token']}"}
        made = await api.post("/api/api-keys", {"name": "rotated"}, bearer)
        assert made.status == 201, made.body
        told.secrets.append(made.json["secret"])
        for _ in range(DOCUMENTS):
            new = await api.post(f"/api/api-keys/{made.json['id']}/rotate", {"overlap_hours": 0}, bearer)
            assert new.status == 200, new.body
            told.secrets[-1] = new.json["secret"]


async def licensing(served: Served, told: Told) -> None:
    """A licence is applied, and applied again."""
    async with served.api() as api:
        for _ in range(DOCUMENTS):
            reply = await api.post("/api/license/apply", {"license_key": told.license})
            assert reply.status == 200, reply.body


async def signing_in(served: Served, told: Told) -> None:
    """Sessions."""
    async with Api(served.port) as api:
        for _ in range(3):
            reply = await api.post("/auth/login", {"email": PERSON["email"], "password": PERSON["password"]})
            assert reply.status == 200, reply.body
            told.tokens.append(reply.json["token"])


async def switching(served: Served, told: Told) -> None:
    """Another size of passages, for which a new generation is built and serves."""
    path = f"/api/knowledge/{told.book.base_id}"
    async with served.api() as api:
        size = (await api.get(path)).json["chunk_tokens"]
        changed = await api.send("PATCH", path, {"chunk_tokens": 200 if size != 200 else 300})
        assert changed.status == 200, changed.body
        assert (await api.post(f"{path}/reindex")).status == 202
        await settled(api, told)


async def settled(api: Api, told: Told) -> None:
    """Wait until no generation of the base is being built; one of them serves."""
    path = f"/api/knowledge/{told.book.base_id}/generations"
    async with asyncio.timeout(40):
        while True:
            states = [one["state"] for one in (await api.get(path)).json["data"]]
            if "building" not in states:
                assert states.count("serving") <= 1
                return
            await asyncio.sleep(0.05)


async def resting(served: Served, told: Told) -> None:
    """Nothing but the start itself."""
    async with served.api() as api:
        await caught_up(api, told.book.base_id)


async def check(served: Served, told: Told) -> None:
    """Everything that was acknowledged holds; what was not is there whole or not at all."""
    async with served.api() as api:
        carriers = [{"X-API-Key": secret} for secret in told.secrets[-3:-1]]
        carriers += [{"Authorization": f"Bearer {token}"} for token in told.tokens[-3:]]
        for carrier in carriers:
            async with Api(served.port, carrier) as other:
                assert (await other.get("/auth/user")).status == 200
        assert (await api.get("/api/license/status")).json["tier"] == "full"
        with contextlib.suppress(KeyError):
            await settled(api, told)
