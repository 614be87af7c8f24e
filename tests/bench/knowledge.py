"""Ingest and search: a hundred thousand passages recombined from real texts, and a mix of real small files."""

import json
import os
import random
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench.bare import search_times
from tests.bench.load import spread
from tests.bench.report import Figure, Report
from tests.bench.requests import upload, wait_ready
from tests.bench.served import ROOT, Appliance

DATA = next((path for parent in ROOT.parents if (path := parent / "shared/data").is_dir()), None)
PASSAGES = int(os.environ.get("BENCH_PASSAGES", "100000"))
SECTIONS = 20
BASES = 20
AT_ONCE = 50
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


def _fill(appliance: Appliance, texts: list[str]) -> float:
    """Push the texts as documents of twenty sections into twenty bases; seconds until all can be found."""
    bases = [appliance.ask("POST", "/api/knowledge", {"name": f"Base {n}", "visibility": "organisation"})["id"]
             for n in range(BASES)]  # fmt: skip
    documents = [texts[at : at + SECTIONS] for at in range(0, len(texts), SECTIONS)]
    began = time.perf_counter()
    for at in range(0, len(documents), AT_ONCE):
        some = [
            {"id": f"d{at + n}", "sections": [{"heading": f"Part {k}", "text": text} for k, text in enumerate(parts)]}
            for n, parts in enumerate(documents[at : at + AT_ONCE])
        ]
        body = {"knowledge_base_id": bases[at // AT_ONCE % BASES], "documents": some}
        appliance.ask("POST", "/api/ingestion/batch", body)
    counts = [len(documents[at : at + AT_ONCE]) for at in range(0, len(documents), AT_ONCE)]
    for number, base in enumerate(bases):
        wait_ready(appliance, base, sum(counts[number::BASES]))
    return time.perf_counter() - began


def search(report: Report) -> None:
    """Search over HTTP with rights resolved per question, against the library's own analyser and index."""
    texts = passages(PASSAGES)
    asked = questions()
    kept = os.environ.get("BENCH_FOLDER")
    with tempfile.TemporaryDirectory() as folder:
        bare = spread(search_times(_made(Path(folder) / "bare"), texts, asked))
        place = Path(kept or folder) / "data"
        is_filled = place.exists()
        with Appliance(place) as appliance:
            report.add(Figure("start before search", appliance.start_seconds, "s", more={"passages": len(texts)}))
            appliance.enter()
            if not is_filled:
                seconds = _fill(appliance, texts)
                found = len(texts) / seconds
                report.add(Figure("ingest of pushed passages", found, "/s", more={"cpu s": appliance.cpu()}))
            _ask(appliance, report, asked, bare)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _ask(appliance: Appliance, report: Report, asked: list[str], bare: dict[str, float]) -> None:
    orders = [appliance.wire("POST", "/api/search", {"query": text}) for text in asked]
    appliance.load("requests", orders, connections=1, seconds=1)
    one = appliance.load("requests", orders, connections=1, seconds=4)
    more = {"cpu ms": one["cpu_ms"], "memory MB": appliance.memory()}
    report.add(Figure("search, one caller, p50", one["p50"], "ms", 30, at_most=True, bare=bare["p50"], more=more))
    report.add(Figure("search, one caller, p99", one["p99"], "ms", 120, at_most=True, bare=bare["p99"]))
    many = appliance.load("requests", orders, connections=8, seconds=4)
    report.add(Figure("search, 8 callers", many["rate"], "/s", more={"p50 ms": many["p50"], "p99 ms": many["p99"]}))


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
