"""`python -m tests.quality [set ...]` measures retrieval through the real API on the sets beside the repository.

Documents go in by POST /api/ingestion/batch, questions by POST /api/search; the sets' own scorer judges. One
configuration for all sets. Nothing here is tuned on single questions.
"""

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

ROOT = Path(__file__).parent.parent
DATA = next((path for parent in ROOT.parents if (path := parent / "shared/data").is_dir()), None)
BATCH = 200
LIMITS = {"xquad12": 20}  # its documents are one passage each; the others want 100 for recall


class Api:
    """A served appliance on a data folder of its own."""

    def __init__(self, folder: Path, port: int = 8391) -> None:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("APPLIANCE_")}
        environment |= {"APPLIANCE_DATA_DIR": str(folder), "APPLIANCE_PORT": str(port), "APPLIANCE_RATE_FACTOR": "0",
                        "APPLIANCE_LOG_LEVEL": "warning"}  # fmt: skip
        self._process = subprocess.Popen([sys.executable, "-m", "appliance", "serve"], cwd=ROOT, env=environment)
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._headers = {"Content-Type": "application/json"}
        self._wait()
        person = {"email": "ada@acme.test", "password": "a long enough one", "name": "Ada"}
        self._headers["Authorization"] = f"Bearer {self.ask('POST', '/auth/setup', person)['token']}"

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

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        self._connection.request(method, path, None if body is None else json.dumps(body), self._headers)
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


def fill(api: Api, name: str) -> float:
    """Push a set into a base of its own; seconds until the last document can be found."""
    base = api.ask("POST", "/api/knowledge", {"name": name, "visibility": "organisation"})["id"]
    documents = lines(name, "docs.jsonl")
    began = time.monotonic()
    for start in range(0, len(documents), BATCH):
        some = [_document(one) for one in documents[start : start + BATCH]]
        outcomes = api.ask("POST", "/api/ingestion/batch", {"knowledge_base_id": base, "documents": some})["data"]
        assert all(one["outcome"] == "created" for one in outcomes), outcomes
    while api.ask("GET", f"/api/knowledge/{base}")["documents_by_state"]["ready"] < len(documents):
        time.sleep(0.1)
    return time.monotonic() - began


def _document(one: dict[str, Any]) -> dict[str, Any]:
    return {"id": one["id"], "title": one.get("title") or one["id"], "text": one["text"]}


def search(api: Api, name: str) -> tuple[dict[str, dict[str, float]], list[float]]:
    """Every question's documents with their best passage's score; and the searches' times in milliseconds."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    times = []
    for question in lines(name, "queries.jsonl"):
        began = time.perf_counter()
        answer = api.ask("POST", "/api/search", {"query": question["text"], "limit": LIMITS.get(name, 100)})
        times.append((time.perf_counter() - began) * 1000)
        for place, hit in enumerate(answer["data"]):
            found[question["id"]].setdefault(hit["external_id"], 1000.0 - place)
    return found, sorted(times)


def score(name: str, found: dict[str, dict[str, float]], only: str = "") -> dict[str, Any]:
    """What the sets' scorer says; `only` keeps the questions whose id begins so."""
    assert DATA is not None
    sys.path.insert(0, str(DATA))
    import score as scorer  # type: ignore[import-not-found]

    with tempfile.TemporaryDirectory() as folder:
        run, qrels = Path(folder) / "run.tsv", Path(folder) / "qrels.tsv"
        rows = [f"{q}\t{d}\t{s}" for q, hits in found.items() for d, s in hits.items() if q.startswith(only)]
        run.write_text("\n".join(rows))
        judged = (DATA / name / "qrels.tsv").read_text(encoding="utf-8").splitlines()
        qrels.write_text("\n".join([judged[0], *(line for line in judged[1:] if line.startswith(only))]) + "\n")
        result: dict[str, Any] = scorer.ranked(name, str(run), str(qrels))
    return result


def measure(name: str) -> dict[str, Any]:
    """One set from an empty appliance to its score."""
    with tempfile.TemporaryDirectory() as folder:
        api = Api(Path(folder) / "data")
        try:
            seconds = fill(api, name)
            found, times = search(api, name)
        finally:
            api.close()
    result = score(name, found) | {"ingest_seconds": round(seconds, 1), "p50_ms": round(times[len(times) // 2], 1),
                                   "p99_ms": round(times[int(len(times) * 0.99)], 1)}  # fmt: skip
    if name == "xquad12":
        languages = sorted({query.partition("-")[0] for query in found})
        result["by_language"] = {one: score(name, found, f"{one}-")["ndcg@10"] for one in languages}
    return result


if __name__ == "__main__":
    if DATA is None:
        sys.exit("the sets are not beside the repository")
    for wanted in sys.argv[1:] or ["scifact", "xquad12"]:
        sys.stdout.write(f"{wanted}: {json.dumps(measure(wanted), indent=1)}\n")
