"""Ingest and search: a hundred thousand passages recombined from real texts, and a mix of real small files."""

import itertools
import json
import os
import random
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from tests.bench.bare import search_times
from tests.bench.laying import lay
from tests.bench.load import spread
from tests.bench.report import Figure, Report
from tests.bench.requests import upload, wait_ready
from tests.bench.served import ROOT, Appliance

DATA = next((path for parent in ROOT.parents if (path := parent / "shared/data").is_dir()), None)
PASSAGES = int(os.environ.get("BENCH_PASSAGES", "100000"))
SECTIONS = 20
BASES = int(os.environ.get("BENCH_BASES", "20"))
AT_ONCE = 50
MOST_PUSHED = 200_000
MOST_NAMED = 1_000
QUESTIONS = 200
COPIES = int(os.environ.get("BENCH_COPIES", "25"))


def _lines(file: str) -> list[dict[str, Any]]:
    if DATA is None:
        raise RuntimeError("the sets are not beside the repository")
    return [json.loads(line) for line in (DATA / file).read_text(encoding="utf-8").splitlines()]


def passages(count: int) -> list[str]:
    """Texts of some 120 words, each made of sentences of different abstracts."""
    chance = random.Random(7)
    sentences = [part.strip() + "." for one in _lines("scifact/docs.jsonl") for part in one["text"].split(". ")
                 if len(part) > 40]  # fmt: skip
    return [" ".join(chance.choices(sentences, k=5)) for _ in range(count)]


def questions() -> list[str]:
    """Claims that people wrote, of a dozen words each."""
    return [one["text"] for one in _lines("scifact/queries.jsonl")][:QUESTIONS]


def _bases(appliance: Appliance) -> list[str]:
    """The ids of the bases, made when there are none."""
    found: list[str] = []
    cursor = ""
    while cursor is not None:
        more = f"&cursor={cursor}" if cursor else ""
        page = appliance.ask("GET", f"/api/knowledge?limit=100{more}")
        found += [one["id"] for one in page["data"]]
        cursor = page["pagination"]["next_cursor"]
    draft = {"name": "Base", "visibility": "organisation"}
    return found or [appliance.ask("POST", "/api/knowledge", draft)["id"] for _ in range(BASES)]


def _push(appliance: Appliance, base: str, documents: list[list[str]], at: int) -> None:
    """Push documents of some sections, named after their number."""
    some = [
        {"id": f"d{at + n}", "sections": [{"heading": f"Part {k}", "text": text} for k, text in enumerate(parts)]}
        for n, parts in enumerate(documents)
    ]
    appliance.ask("POST", "/api/ingestion/batch", {"knowledge_base_id": base, "documents": some})


def _fill(appliance: Appliance, texts: list[str]) -> float:
    """Push the texts as documents of twenty sections into all bases; seconds until all can be found."""
    bases = _bases(appliance)
    documents = [texts[at : at + SECTIONS] for at in range(0, len(texts), SECTIONS)]
    began, counts = time.perf_counter(), dict.fromkeys(bases, 0)
    for at in range(0, len(documents), AT_ONCE):
        base, some = bases[at // AT_ONCE % len(bases)], documents[at : at + AT_ONCE]
        _push(appliance, base, some, at)
        counts[base] += len(some)
    for base, count in counts.items():
        wait_ready(appliance, base, count)
    return time.perf_counter() - began


def _settle(place: Path, texts: list[str], report: Report) -> None:
    """A folder with all texts in it: pushed, or laid into the database where they are many."""
    with Appliance(place) as appliance:
        appliance.enter()
        if len(texts) <= MOST_PUSHED:
            rate = len(texts) / _fill(appliance, texts)
            report.add(Figure("ingest of pushed passages", rate, "/s", more={"cpu s": appliance.cpu()}))
            return
        bases = _bases(appliance)
        for number, base in enumerate(bases):
            _push(appliance, base, [texts[number * SECTIONS : (number + 1) * SECTIONS]], number)
        for base in bases:
            wait_ready(appliance, base, 1)
    rest = texts[len(bases) * SECTIONS :]
    began = time.perf_counter()
    lay(place, [rest[at : at + SECTIONS] for at in range(0, len(rest), SECTIONS)])
    report.add(Figure("passages laid and indexed anew", len(rest) / (time.perf_counter() - began), "/s"))


def search(report: Report) -> None:
    """Search over HTTP with rights resolved per question, against the library's own analyser and index."""
    asked = questions()
    with tempfile.TemporaryDirectory() as folder:
        texts = passages(PASSAGES)
        place = settled(Path(folder), texts, report)
        bare = spread(search_times(_made(Path(folder) / "bare"), texts, asked))
        with Appliance(place) as appliance:
            report.add(Figure("start before search", appliance.start_seconds, "s", more={"passages": len(texts)}))
            appliance.enter()
            _ask(appliance, report, asked, bare)


def settled(folder: Path, texts: list[str], report: Report) -> Path:
    """A data folder with the texts in it: the kept one of BENCH_FOLDER, or one made there or in the given folder."""
    place = Path(os.environ.get("BENCH_FOLDER") or folder) / "data"
    if not place.exists():
        _settle(place, texts, report)
    return place


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _ask(appliance: Appliance, report: Report, asked: list[str], bare: dict[str, float]) -> None:
    bases = _bases(appliance)
    orders = orders_of(appliance, asked)
    report.add(Figure("the index answers after that", answering(appliance, asked[0]), "s"))
    appliance.load("requests", orders, connections=1, seconds=2)
    one = appliance.load("requests", orders, connections=1, seconds=4)
    more = {"cpu ms": one["cpu_ms"], "memory MB": appliance.memory()}
    report.add(Figure("search, one caller, p50", one["p50"], "ms", 30, at_most=True, bare=bare["p50"], more=more))
    report.add(Figure("search, one caller, p99", one["p99"], "ms", 120, at_most=True, bare=bare["p99"]))
    for named in (bases[: len(bases) // 2], bases[:1]):
        part = appliance.load("requests", orders_of(appliance, asked, named), connections=1, seconds=4)
        more = {"p99 ms": part["p99"], "cpu ms": part["cpu_ms"]}
        report.add(Figure(f"search, {len(named)} of {len(bases)} bases, p50", part["p50"], "ms", more=more))
    many = appliance.load("requests", orders, connections=8, seconds=4)
    report.add(Figure("search, 8 callers", many["rate"], "/s", more={"p50 ms": many["p50"], "p99 ms": many["p99"]}))
    _ask_meanwhile(appliance, report, orders, bases[0])


def answering(appliance: Appliance, question: str, mode: str = "keyword") -> float:
    """Seconds until search, which looks through its index at each start, answers in this mode."""
    body, began = json.dumps({"query": question}).encode(), time.perf_counter()
    while True:
        status, answer = appliance.send("POST", "/api/search", body, **appliance.headers)
        if status == 200 and json.loads(answer)["mode"] == mode:
            return time.perf_counter() - began
        time.sleep(0.02)


def orders_of(appliance: Appliance, asked: list[str], named: list[str] | None = None) -> list[str]:
    """The questions as requests, to all bases or to the named ones."""
    where = {} if named is None else {"knowledge_base_ids": named[:MOST_NAMED]}
    return [appliance.wire("POST", "/api/search", {"query": text} | where) for text in asked]


def _ask_meanwhile(appliance: Appliance, report: Report, orders: list[str], base: str) -> None:
    """Searches while documents are pushed without a pause."""
    fresh, done = passages(2_000), threading.Event()

    def push() -> None:
        for number in itertools.count():
            if done.is_set():
                return
            at = number % (len(fresh) // SECTIONS) * SECTIONS
            _push(appliance, base, [[*fresh[at : at + SECTIONS], f"Round {number}"]], 10**9 + number)

    pusher = threading.Thread(target=push)
    pusher.start()
    one = appliance.load("requests", orders, connections=1, seconds=6)
    done.set()
    pusher.join()
    report.add(Figure("search during ingest, p50", one["p50"], "ms", more={"p99 ms": one["p99"]}))


def ingest(report: Report) -> None:
    """A mix of real files, each several times with other bytes at its end, from upload to ready or refused."""
    if DATA is None:
        raise RuntimeError("the files are not beside the repository")
    files = sorted(path for path in (DATA / "files").iterdir() if path.suffix != ".json")
    with tempfile.TemporaryDirectory() as folder, Appliance(Path(folder) / "data") as appliance:
        appliance.enter()
        base = appliance.ask("POST", "/api/knowledge", {"name": "Base", "visibility": "organisation"})["id"]
        upload(appliance, base, "first.txt", b"The first text takes the start of the reader with it.")
        wait_ready(appliance, base, 1)
        before, all_before, began = appliance.cpu(), appliance.family_cpu(), time.perf_counter()
        count = COPIES * len(files)
        for number in range(COPIES):
            for file in files:
                upload(appliance, base, f"{number}-{file.name}", _salted(file, number))
        uploaded = time.perf_counter() - began
        states = wait_ready(appliance, base, 1 + count, pause=0.2)
        rate = count / (time.perf_counter() - began)
        ours, everybody = appliance.cpu() - before, appliance.family_cpu() - all_before
        more = {"uploaded /s": count / uploaded, "ready": states["ready"], "server cpu ms a file": ours / count * 1000,
                "readers' cpu ms a file": (everybody - ours) / count * 1000, "memory MB": appliance.memory()}  # fmt: skip
        report.add(Figure("ingest of mixed files", rate, "/s", 60, more=more))
        _found_soon(appliance, report, base, 1 + count)


def _salted(file: Path, number: int) -> bytes:
    """The file with other bytes, and the same text: behind the end of what its format reads."""
    data = file.read_bytes()
    if file.suffix == ".pdf":
        return data + b"\n%% copy %d\n" % number
    if file.suffix == ".html":
        return data + b"\n<!-- copy %d -->\n" % number
    if file.suffix == ".csv":
        return data + b"%d\r\n" % number
    if data.startswith(b"PK") and data[-22:-18] == b"PK\x05\x06":  # a comment at the end of the archive
        note = b"copy %d" % number
        return data[:-2] + len(note).to_bytes(2, "little") + note
    return data


def _found_soon(appliance: Appliance, report: Report, base: str, count: int) -> None:
    """Seconds from the upload of one small file to the first search that finds it, with nothing else to do."""
    taken = []
    for number in range(5):
        word = f"quokka{number}"
        began = time.perf_counter()
        upload(appliance, base, f"{word}.txt", f"The {word} sleeps.".encode())
        while not appliance.ask("POST", "/api/search", {"query": word, "knowledge_base_ids": [base]})["data"]:
            time.sleep(0.02)
        taken.append(time.perf_counter() - began)
    wait_ready(appliance, base, count + len(taken))
    report.add(Figure("one file, upload to found", sorted(taken)[2], "s", 2, at_most=True, more={"worst": max(taken)}))
