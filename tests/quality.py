"""`python -m tests.quality [--mode MODE] [set ...]` measures retrieval through the real API on the sets beside the code.

Documents go in by POST /api/ingestion/batch, questions by POST /api/search; the sets' own scorer judges. One
configuration for all sets. Nothing here is tuned on single questions. `files` are sent and held to their manifest,
`packages` and `manuals` are made of what the machine has. `--keep FOLDER` keeps what was filled. With APPLIANCE_TEST_MODEL (a folder or a wheel)
the model is added first and the modes auto, hybrid and vector mean something; without it words are measured.
"""

import argparse
import hashlib
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from tests import quality_files, quality_machine

ROOT = Path(__file__).parent.parent
DATA = next((path for parent in ROOT.parents if (path := parent / "shared/data").is_dir()), None)
BATCH = 200
LIMITS = {
    "xquad12": 20,
    "packages": 20,
    "manuals": 20,
    "ragspans": 5,
}  # xquad's documents are one passage each; scifact wants 100 for recall
MODEL = os.environ.get("APPLIANCE_TEST_MODEL", "")


class Api:
    """A served appliance on a data folder of its own."""

    def __init__(self, folder: Path, port: int = int(os.environ.get("APPLIANCE_TEST_PORT", "8391"))) -> None:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("APPLIANCE_")}
        environment |= {"APPLIANCE_DATA_DIR": str(folder), "APPLIANCE_PORT": str(port), "APPLIANCE_RATE_FACTOR": "0",
                        "APPLIANCE_LOG_LEVEL": "warning"}  # fmt: skip
        is_new = not folder.exists()
        if MODEL and is_new:
            add = [sys.executable, "-m", "appliance", "models", "add", MODEL]
            subprocess.run(add, cwd=ROOT, env=environment, check=True)
        self._process = subprocess.Popen([sys.executable, "-m", "appliance", "serve"], cwd=ROOT, env=environment)
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._headers = {"Content-Type": "application/json"}
        self._wait()
        person = {"email": "ada@acme.test", "password": "a long enough one"}
        answer = (
            self.ask("POST", "/auth/setup", person | {"name": "Ada"})
            if is_new
            else self.ask("POST", "/auth/admin-login", person)
        )
        self._headers["Authorization"] = f"Bearer {answer['token']}"

    def _wait(self) -> None:
        end = time.monotonic() + 20
        while time.monotonic() < end:
            try:
                self.ask("GET", "/api/health")
            except OSError:
                self._connection.close()
                time.sleep(0.05)
            else:
                return
        raise TimeoutError("the appliance did not start")

    def ask(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        content = body if body is None or isinstance(body, bytes) else json.dumps(body)
        self._connection.request(method, path, content, self._headers | (headers or {}))
        answer = self._connection.getresponse()
        text = answer.read()
        if answer.status >= 400:
            raise ValueError(f"{method} {path}: {answer.status} {text[:300]!r}")
        return json.loads(text) if text else None

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(20)


def lines(name: str, file: str) -> list[dict[str, Any]]:
    """The JSON lines of a set's file."""
    assert DATA is not None
    return [json.loads(line) for line in (DATA / name / file).read_text(encoding="utf-8").splitlines()]


def fill(api: Api, name: str, documents: list[dict[str, Any]]) -> float:
    """Push a set into a base of its own; seconds until the last document can be found."""
    began = time.monotonic()
    bases = api.ask("GET", "/api/knowledge")["data"]
    if bases:
        _wait(api, bases[0]["id"], len(documents))
        return time.monotonic() - began
    base = api.ask("POST", "/api/knowledge", {"name": name, "visibility": "organisation"})["id"]
    for start in range(0, len(documents), BATCH):
        some = [_document(one) for one in documents[start : start + BATCH]]
        outcomes = api.ask("POST", "/api/ingestion/batch", {"knowledge_base_id": base, "documents": some})["data"]
        assert all(one["outcome"] == "created" for one in outcomes), outcomes
    _wait(api, base, len(documents))
    return time.monotonic() - began


def _wait(api: Api, base: str, count: int) -> None:
    """Wait until every document can be found, by meaning too."""
    while api.ask("GET", f"/api/knowledge/{base}")["documents_by_state"]["ready"] < count:
        time.sleep(0.1)
    while api.ask("GET", "/api/models/embedding")["documents_missing"]:
        time.sleep(0.5)


def _document(one: dict[str, Any]) -> dict[str, Any]:
    return {"id": one["id"], "title": one.get("title") or one["id"], "text": one["text"]}


Hits = dict[str, list[dict[str, Any]]]


def search(api: Api, name: str, mode: str, questions: list[dict[str, Any]]) -> tuple[Hits, list[float]]:
    """Every question's passages, best first; and the searches' times in milliseconds."""
    found: Hits = {}
    times = []
    for question in questions:
        began = time.perf_counter()
        body = {"query": question["text"], "limit": LIMITS.get(name, 100), "mode": mode}
        found[question["id"]] = api.ask("POST", "/api/search", body)["data"]
        times.append((time.perf_counter() - began) * 1000)
    return found, sorted(times)


def by_document(found: Hits) -> dict[str, dict[str, float]]:
    """Every question's documents with the place of their best passage as a score."""
    best: dict[str, dict[str, float]] = defaultdict(dict)
    for question, hits in found.items():
        for place, hit in enumerate(hits):
            best[question].setdefault(hit["external_id"], 1000.0 - place)
    return best


def covered(found: Hits) -> dict[str, Any]:
    """How much of the wanted excerpts the first five results hold, and how long they are: neighbours come joined."""
    scorer = _scorer()
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run.jsonl"
        rows = [
            json.dumps({"query": question, "chunks": [
                {"doc": hit["external_id"], "start": hit["start"], "end": hit["end"]} for hit in hits
            ]})
            for question, hits in found.items()
        ]  # fmt: skip
        run.write_text("\n".join(rows))
        result: dict[str, Any] = scorer.spans(str(run), 5)
    lengths = [hit["end"] - hit["start"] for hits in found.values() for hit in hits]
    return result | {"longest_result": max(lengths), "characters_of_five": round(sum(lengths) / len(found))}


def _scorer() -> Any:
    sys.path.insert(0, str(DATA))
    import score as scorer  # type: ignore[import-not-found]

    return scorer


def _digest(name: str) -> str:
    """Of all that a filled folder depends on: the documents, how they are cut, and the model."""
    cuts = sorted((ROOT / "appliance/engines/parse").glob("*.py"))
    found = hashlib.sha256(MODEL.encode())
    for path in ((DATA or ROOT) / name / "docs.jsonl", *cuts):
        found.update(path.read_bytes())
    return found.hexdigest()[:12]


def score(name: str, found: dict[str, dict[str, float]], only: str = "") -> dict[str, Any]:
    """What the sets' scorer says; `only` keeps the questions whose id begins so."""
    assert DATA is not None
    scorer = _scorer()
    with tempfile.TemporaryDirectory() as folder:
        run, qrels = Path(folder) / "run.tsv", Path(folder) / "qrels.tsv"
        rows = [f"{q}\t{d}\t{s}" for q, hits in found.items() for d, s in hits.items() if q.startswith(only)]
        run.write_text("\n".join(rows))
        judged = (DATA / name / "qrels.tsv").read_text(encoding="utf-8").splitlines()
        qrels.write_text("\n".join([judged[0], *(line for line in judged[1:] if line.startswith(only))]) + "\n")
        result: dict[str, Any] = scorer.ranked(name, str(run), str(qrels))
    return result


def measure_machine(name: str, mode: str) -> dict[str, Any]:
    """A set of the machine, beside bare Tantivy on the same one."""
    found = getattr(quality_machine, name)()
    with tempfile.TemporaryDirectory() as folder:
        api = Api(Path(folder) / "data")
        try:
            fill(api, name, found[0])
            hits, _ = search(api, name, mode, found[1])
        finally:
            api.close()
    bare = quality_machine.judged(found, quality_machine.bare(found))
    return {"mode": mode, "ours": quality_machine.judged(found, by_document(hits)), "bare_tantivy": bare}


def check_files() -> dict[str, Any]:
    """The files of the manifest, from an empty appliance."""
    with tempfile.TemporaryDirectory() as folder:
        api = Api(Path(folder) / "data")
        try:
            return quality_files.check(api, quality_files.folder(DATA))
        finally:
            api.close()


def measure(name: str, mode: str, kept: Path | None = None) -> dict[str, Any]:
    """One set from an empty appliance, or from the one that was kept, to its score."""
    if name == "files":
        return check_files()
    if name in {"packages", "manuals"}:
        return measure_machine(name, mode)
    with tempfile.TemporaryDirectory() as folder:
        api = Api((kept or Path(folder)) / f"{name}-{_digest(name)}")
        try:
            seconds = fill(api, name, lines(name, "docs.jsonl"))
            hits, times = search(api, name, mode, lines(name, "queries.jsonl"))
        finally:
            api.close()
    found = by_document(hits)
    judged = covered(hits) if name == "ragspans" else score(name, found)
    result = judged | {"mode": mode, "ingest_seconds": round(seconds, 1), "p50_ms": round(times[len(times) // 2], 1),
                                   "p99_ms": round(times[int(len(times) * 0.99)], 1)}  # fmt: skip
    if name == "xquad12":
        languages = sorted({query.partition("-")[0] for query in found})
        result["by_language"] = {one: score(name, found, f"{one}-")["ndcg@10"] for one in languages}
    return result


if __name__ == "__main__":
    if DATA is None:
        sys.exit("the sets are not beside the repository")
    asked = argparse.ArgumentParser("tests.quality")
    asked.add_argument("sets", nargs="*", default=["scifact", "xquad12", "ragspans"])
    asked.add_argument("--mode", choices=("auto", "keyword", "vector", "hybrid"), default="auto")
    asked.add_argument("--keep", type=Path, help="a folder where filled appliances stay for the next run")
    given = asked.parse_args()
    for wanted in given.sets:
        sys.stdout.write(f"{wanted}: {json.dumps(measure(wanted, given.mode, given.keep), indent=1)}\n")
