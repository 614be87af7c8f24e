"""Start, memory, and requests: health, lists, durable writes."""

import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench.bare import group_commits
from tests.bench.report import Figure, Report
from tests.bench.served import Appliance, Process, free_port

CALLERS = 64
SECONDS = 3.0
ROWS = 60
STARTS = 3
REST = 10
HARD_SECONDS = 30.0


def start(report: Report) -> None:
    """From `appliance serve` to the first 200, on a fresh folder and on one that is there: the best of three."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("start, fresh folder", "start, existing folder"):
            taken, spent = [], []
            for number in range(STARTS):
                place = Path(folder) / (f"data{number}" if "fresh" in name else "data0")
                with Appliance(place) as appliance:
                    taken.append(appliance.start_seconds)
                    spent.append(appliance.start_cpu)
            report.add(Figure(name, min(taken), "s", 1.0, at_most=True, more={"cpu s": min(spent)}))


def memory(report: Report) -> None:
    """Resident memory: at first, after a search and an upload, and after hard work; each of them rested from."""
    with tempfile.TemporaryDirectory() as folder, Appliance(Path(folder) / "data") as appliance:
        report.add(Figure("memory after start", appliance.memory(), "MB", 150, at_most=True))
        appliance.enter()
        base = appliance.ask("POST", "/api/knowledge", {"name": "Base", "visibility": "organisation"})["id"]
        upload(appliance, base, "one.txt", b"A text about herons and other birds that stand in the water.")
        wait_ready(appliance, base, 1)
        appliance.ask("POST", "/api/search", {"query": "herons"})
        time.sleep(REST)
        report.add(Figure("memory after work, idle for 10 s", appliance.memory(), "MB", 150, at_most=True))
        appliance.load("requests", _mixed(appliance, base), connections=8, seconds=HARD_SECONDS)
        most = appliance.memory()
        time.sleep(REST)
        more = {"at work MB": most}
        report.add(
            Figure("memory after hard work, idle for 10 s", appliance.memory(), "MB", 150, at_most=True, more=more)
        )


def _mixed(appliance: Appliance, base: str) -> list[str]:
    """Documents pushed and pushed anew, searches and lists in turn."""
    words = Path(__file__).read_text(encoding="utf-8").split()
    orders = []
    for number in range(ROWS):
        text = " ".join(words[number : number + 400])
        draft = {"id": f"n{number}", "knowledge_base_id": base, "title": f"Number {number}", "text": text}
        orders.append(appliance.wire("POST", "/api/ingestion", draft))
        orders.append(appliance.wire("POST", "/api/search", {"query": " ".join(words[number : number + 6])}))
        orders.append(appliance.wire("GET", f"/api/knowledge/{base}/documents?limit=20"))
    return orders


def upload(appliance: Appliance, base: str, name: str, data: bytes) -> None:
    """Upload one file."""
    head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    headers = appliance.headers | {"Content-Type": "multipart/form-data; boundary=b"}
    path = f"/api/knowledge/{base}/documents"
    status, answer = appliance.send("POST", path, head + data + b"\r\n--b--\r\n", **headers)
    if status not in (200, 201):
        raise RuntimeError(f"{status} {answer[:300]!r}")


def wait_ready(appliance: Appliance, base: str, count: int, pause: float = 0.02) -> dict[str, int]:
    """Wait until so many documents have come to an end; how many in each state."""
    while True:
        states: dict[str, int] = appliance.ask("GET", f"/api/knowledge/{base}")["documents_by_state"]
        if sum(states.get(state, 0) for state in ("ready", "failed", "quarantined")) >= count:
            return states
        time.sleep(pause)


PLAIN = "GET /api/health HTTP/1.1\r\nHost: bench\r\n\r\n"


def bare_requests(connections: int) -> dict[str, Any]:
    """What Sanic with one JSON route does at this moment."""
    port = free_port()
    with Process(["-m", "tests.bench.bare", str(port)], port) as server:
        return server.load("requests", [PLAIN], connections=connections, seconds=SECONDS)


def health(report: Report) -> None:
    """GET /api/health against Sanic with one JSON route."""
    bare = bare_requests(32)
    with tempfile.TemporaryDirectory() as folder, Appliance(Path(folder) / "data") as appliance:
        ours = appliance.load("requests", [PLAIN], connections=32, seconds=SECONDS)
    more = {"p99 ms": ours["p99"], "cpu ms": ours["cpu_ms"], "bare cpu ms": bare["cpu_ms"]}
    report.add(Figure("health, requests", ours["rate"], "/s", bare=bare["rate"], least_ratio=0.5, more=more))


def lists(report: Report) -> None:
    """Signed-in lists of 20 rows, 64 callers."""
    with tempfile.TemporaryDirectory() as folder, Appliance(Path(folder) / "data") as appliance:
        appliance.enter()
        base = appliance.ask("POST", "/api/knowledge", {"name": "Base", "visibility": "organisation"})["id"]
        for number in range(ROWS):
            appliance.ask("POST", "/api/agents", {"name": f"Agent {number}", "description": "Knows its way about"})
            appliance.ask("POST", "/api/chat", {"message": f"Question {number}", "stream": False,
                                                "knowledge_base_ids": []})  # fmt: skip
        documents = [{"id": f"d{n}", "title": f"Document {n}", "text": f"Text number {n}"} for n in range(ROWS)]
        appliance.ask("POST", "/api/ingestion/batch", {"knowledge_base_id": base, "documents": documents})
        wait_ready(appliance, base, ROWS)
        time.sleep(1)
        paths = {"agents": "/api/agents", "documents": f"/api/knowledge/{base}/documents",
                 "conversations": "/api/conversations", "knowledge bases": "/api/knowledge"}  # fmt: skip
        bare = bare_requests(CALLERS)["rate"]
        for name, path in paths.items():
            got = appliance.load("requests", [appliance.wire("GET", path)], connections=CALLERS, seconds=SECONDS)
            more = {"p50 ms": got["p50"], "p99 ms": got["p99"], "cpu ms": got["cpu_ms"]}
            report.add(Figure(f"list of {name}", got["rate"], "/s", 1500, bare=bare, more=more))


def writes(report: Report) -> None:
    """Durable writes through the whole gate, 64 callers, against group commits of the library alone."""
    with tempfile.TemporaryDirectory() as folder:
        bare = group_commits(Path(folder), SECONDS)
        with Appliance(Path(folder) / "data") as appliance:
            appliance.enter()
            order = appliance.wire("POST", "/api/agents", {"name": "An agent", "description": "Knows its way about"})
            got = appliance.load("requests", [order], connections=CALLERS, seconds=SECONDS)
    more = {"p50 ms": got["p50"], "p99 ms": got["p99"], "cpu ms": got["cpu_ms"]}
    report.add(Figure("durable writes, agents", got["rate"], "/s", 800, bare=bare, more=more))
