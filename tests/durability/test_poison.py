"""Files made to break a reader: each ends in a state with its reason, the others flow, and the house stays quick."""

import asyncio
import contextlib
import struct
import time
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass, field

import psutil
import pytest

from tests.durability.process import Served
from tests.durability.test_kill import found
from tests.durability.wire import Api, form
from tests.engines.parse.parse_samples import TYPES, docx, locked_pdf, lying_zip, ole, paragraph, pdf, written, zipped

pytestmark = pytest.mark.alone
MOST_SECONDS, MOST_BYTES, MOST_TRIES = 33, 560 << 20, 3
LAG_SECONDS = 0.05
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{f"&{below};" * 10}">' for below, name in zip("abcdefghi", "bcdefghij", strict=True)
) + "]>"  # fmt: skip
THEFT = '<!DOCTYPE x [<!ENTITY t SYSTEM "file:///etc/passwd">]>'


def picture(width: int, height: int) -> bytes:
    """A PNG that says to be this large; its pixels are zeros, packed."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    packed = zlib.compress(bytes(min((width + 1) * height, 50_000_000)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def many_objects(count: int) -> bytes:
    """A PDF of this many objects that nothing asks for, and no table of where they are."""
    objects = b"".join(b"%d 0 obj\n<</A %d>>\nendobj\n" % (number, number) for number in range(10, count))
    return pdf(["text"])[:9] + objects + pdf(["text"])[9:]


def nested(depth: int) -> bytes:
    """Archives within archives."""
    content = b"words " * 1000
    for number in range(depth):
        content = zipped({f"{number}.zip" if number else "a.txt": content})
    return content


BOMBS = {
    "million.pdf": lambda: many_objects(1_000_000),
    "large.png": lambda: picture(65_000, 65_000),
    "zeros.docx": lambda: zipped({"[Content_Types].xml": TYPES, "word/document.xml": bytes(400 << 20)}),
    "rows.csv": lambda: b'a,b\n1,"' + b"x" * 20_000_000,
    "deep.html": lambda: b"<html>" + b"<div>" * 500_000 + b"core",
}
SMALL = {
    "empty.pdf": b"", "empty.docx": b"", "blank.txt": b" \n\t\n", "bare.html": b"<html></html>",
    "garbage.pdf": b"%PDF-1.7\n" + b"\x93garbage" * 400, "cut.pdf": pdf(["text"])[:40], "locked.pdf": locked_pdf(),
    "cut.docx": docx(paragraph("text"))[:200], "garbage.docx": b"PK\x03\x04" + b"garbage" * 99,
    "other.docx": zipped({"[Content_Types].xml": TYPES, "word/other.xml": "<a/>"}), "torn.docx": docx("<w:p><w:broken>"),
    "sealed.docx": ole("EncryptedPackage", "EncryptionInfo"), "bold.html": b"<html>" + b"<b>" * 100_000 + b"core",
    "half.json": b'{"a": ', "deep.json": b"[" * 100_000 + b"]" * 100_000, "open.xml": b"<a>" * 100_000,
    "laughs.xml": f"{LAUGHS}<x>&j;</x>".encode(), "theft.xml": f"{THEFT}<x>&t;</x>".encode(),
    "many.docx": zipped({f"word/{n}": "" for n in range(10_001)}),
    "lying.docx": lying_zip("word/document.xml", b"<a>" + bytes(9_000_001), 4_000), "nested.zip": nested(12),
    "none.zip": b"PK\x05\x06" + bytes(18), "lzma.docx": zipped({"word/document.xml": "x" * 5000}, zipfile.ZIP_LZMA),
    "loop.pdf": written(["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R]/Count 1>>"]),
    "claims.pdf": b"just words", "claims.docx": b"just words", "claims.png": b"just words", "small.png": b"\x89PNG\r\n",
    "null.txt": bytes(100_000), "bom.txt": b"\xff\xfe", "odd.txt": b"\xff\xfe\x00\xd8" * 999, "old.doc": ole("WordDocument"),
    "old.xls": ole("Workbook"), "old.ppt": ole("PowerPoint Document"), "torn.rtf": b"{\\rtf1" + b"{" * 50_000,
    "torn.eml": b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n" * 50_000, "torn.epub": zipped({"a": "b"}),
    "line.txt": b"x" * 3_000_000, "tags.xml": b"<" * 500_000, "quotes.csv": b'"' * 500_001,
}  # fmt: skip


@pytest.mark.parametrize("bombs", [pytest.param(2, id="few"), pytest.param(5, id="all", marks=pytest.mark.slow)])
def test_files_that_break_readers_end_with_a_reason_and_others_flow(serve, figures, bombs):
    asyncio.run(_poisoned(serve(), figures, list(BOMBS)[-bombs:]))


async def _poisoned(served: Served, figures, bombs: list[str]) -> None:
    await served.start()
    await served.set_up()
    async with served.api() as api:
        base_id = (await api.post("/api/knowledge", {"name": "base"})).json["id"]
        seen = Seen()
        beside = [asyncio.create_task(one(served, seen)) for one in (_watch, _look)]
        hostile = [await _sent(api, base_id, name, BOMBS[name]()) for name in bombs]
        hostile += [await _sent(api, base_id, name, content) for name, content in SMALL.items()]
        sound = [await _sent(api, base_id, f"sound{n}.txt", f"The sound{n} of bells.".encode()) for n in range(10)]
        assert len(SMALL) >= 40
        states = await _ended(api, base_id, {*hostile, *sound} - {""})
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        for number, id_ in enumerate(sound):
            assert states[id_][0] == "ready"
            assert await found(api, f"sound{number}") >= {id_}
        for state, reason in (states[id_] for id_ in hostile if id_):
            assert state == "ready" or reason, state
    tries = served.rows("SELECT max(attempt) FROM store_job")[0][0]
    assert await served.stop() == 0
    p99 = sorted(seen.took)[int(len(seen.took) * 0.99)]
    lived = max(seen.last[pid] - first for pid, first in seen.first.items())
    figures(f"{Counter(state for state, _ in states.values())}; {tries} tries at most; readers lived {lived:.1f} s and"
            f" held {seen.most_bytes >> 20} MB at most; health answered in {p99 * 1000:.0f} ms (p99)")  # fmt: skip
    assert tries <= MOST_TRIES
    assert (lived <= MOST_SECONDS, seen.most_bytes <= MOST_BYTES) == (True, True)
    assert p99 <= LAG_SECONDS * 4  # of a call from outside on a machine that reads documents on every core


@dataclass
class Seen:
    """Of readers: when each was first and last seen, and the most memory. Of the house: seconds of each look."""

    first: dict[int, float] = field(default_factory=dict)
    last: dict[int, float] = field(default_factory=dict)
    most_bytes: int = 0
    took: list[float] = field(default_factory=list)


async def _watch(served: Served, seen: Seen) -> None:
    """Look at the processes that read one document each: they are the children of the one that forks them."""
    while True:
        for parent in psutil.Process(served.pid).children():
            with contextlib.suppress(psutil.NoSuchProcess):
                for reader in parent.children(recursive=True):
                    seen.first.setdefault(reader.pid, time.monotonic())
                    seen.last[reader.pid] = time.monotonic()
                    seen.most_bytes = max(seen.most_bytes, reader.memory_info().rss)
        await asyncio.sleep(0.1)


async def _look(served: Served, seen: Seen) -> None:
    """Ask for health again and again: what it takes is the lag of the loop and little else."""
    async with served.api() as api:
        while True:
            began = time.monotonic()
            assert (await api.get("/api/health")).status == 200
            seen.took.append(time.monotonic() - began)
            await asyncio.sleep(0.02)


async def _sent(api: Api, base_id: str, name: str, content: bytes) -> str:
    """The document that a file became; empty when it was refused at the door."""
    body, headers = form(name, content)
    reply = await api.post(f"/api/knowledge/{base_id}/documents", body, headers)
    assert reply.status in (201, 202, 400, 409, 413, 415, 422), (name, reply.status, reply.body)
    return reply.json["id"] if reply.status < 300 else ""


async def _ended(api: Api, base_id: str, ids: set[str]) -> dict[str, tuple[str, str]]:
    """State and reason of each, once all have ended."""
    found_: dict[str, tuple[str, str]] = {}
    async with asyncio.timeout(150):
        while ids - found_.keys():
            for id_ in ids - found_.keys():
                document = (await api.get(f"/api/knowledge/{base_id}/documents/{id_}")).json
                if document["state"] in ("ready", "failed", "quarantined"):
                    found_[id_] = (document["state"], (document.get("error") or {}).get("code", ""))
            await asyncio.sleep(0.2)
    return found_
