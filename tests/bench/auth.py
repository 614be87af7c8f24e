"""What it costs to know who calls, to sign in, and to be thrown out; and what a storm of wrong passwords does.

The cost is that of a row for signed-in people against an open one that does the same, through the same gate in the same
run: the rounds alternate, and the server's processor time is compared, because two cores are shared.
"""

import http.client
import json
import statistics
import tempfile
import threading
import time
from pathlib import Path

from tests.bench.report import Figure, Report
from tests.bench.served import PERSON, Appliance, request

ROUNDS = 5
SECONDS = 1.5
CALLERS = 32
STORM_SECONDS = 10
STORM_RATE = 50


def auth(report: Report) -> None:
    """The cost of each credential, the rate of sign-ins, how fast a revocation holds, and the storm."""
    with tempfile.TemporaryDirectory() as folder, Pair(Path(folder) / "data") as appliance:
        appliance.enter()
        _cost(report, appliance)
        _sign_ins(report, appliance)
        _revocation(report, appliance)
    with tempfile.TemporaryDirectory() as folder:
        trusting = {"APPLIANCE_TRUSTED_PROXIES": "127.0.0.1"}
        with Appliance(Path(folder) / "data", **trusting) as appliance:
            appliance.enter()
            _storm(report, appliance)


def _credentials(appliance: Appliance) -> dict[str, dict[str, str]]:
    """The headers of each kind of credential of one person."""
    login = json.dumps({"email": PERSON["email"], "password": PERSON["password"]}).encode()
    connection = http.client.HTTPConnection("127.0.0.1", appliance.port)
    connection.request("POST", "/auth/admin-login", login, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    token = json.loads(answer.read())["token"]
    cookie = (answer.headers["set-cookie"] or "").partition(";")[0]
    connection.close()
    key = appliance.ask("POST", "/api/api-keys", {"name": "Bench", "scope": "full"})["secret"]
    return {"cookie": {"Cookie": cookie}, "JWT": {"Authorization": f"Bearer {token}"}, "key": {"X-API-Key": key}}


def _cost(report: Report, appliance: Appliance) -> None:
    """Two rows that do the same, one open; the rounds alternate."""
    texts = {"open": request("GET", "/api/bench/open", {})}
    texts |= {name: request("GET", "/api/bench/known", one) for name, one in _credentials(appliance).items()}
    spent: dict[str, list[float]] = {name: [] for name in texts}
    for _ in range(ROUNDS):
        for name, text in texts.items():
            spent[name].append(appliance.load("requests", [text], connections=CALLERS, seconds=SECONDS)["cpu_ms"])
    base = statistics.median(spent.pop("open"))
    report.add(Figure("an open row, cpu", base, "ms"))
    for name, costs in spent.items():
        cost = statistics.median(costs)
        report.add(
            Figure(f"the same by {name}, cpu over open", cost / base, "x", 1.15, at_most=True, more={"ms": cost})
        )


def _sign_ins(report: Report, appliance: Appliance) -> None:
    """Right passwords, one after the other and four at once (argon2id)."""
    login = {"email": PERSON["email"], "password": PERSON["password"]}
    wire = request("POST", "/auth/admin-login", {"Content-Type": "application/json"}, login)
    got = appliance.load("requests", [wire], connections=4, seconds=3.0)
    report.add(Figure("sign-ins", got["rate"], "/s", more={"p50 ms": got["p50"], "cpu ms": got["cpu_ms"]}))


def _revocation(report: Report, appliance: Appliance) -> None:
    """From the answer of a revocation to the first refusal, and to the end of an open stream."""
    taken, ended = [], []
    for _ in range(10):
        made = appliance.ask("POST", "/api/api-keys", {"name": "Short", "scope": "full"})
        stream = http.client.HTTPConnection("127.0.0.1", appliance.port, timeout=10)
        stream.request("GET", "/api/live", headers={"X-API-Key": made["secret"]})
        answer = stream.getresponse()
        appliance.ask("DELETE", f"/api/api-keys/{made['id']}")
        began = time.perf_counter()
        status, _ = appliance.send("GET", "/auth/user", X_API_Key=made["secret"])
        taken.append((time.perf_counter() - began) * 1000 if status == 401 else 10_000)
        while answer.readline():
            pass
        ended.append((time.perf_counter() - began) * 1000)
        stream.close()
    report.add(Figure("revoked key, refused", max(taken), "ms", 1000, at_most=True))
    report.add(Figure("revoked key, its stream ended", max(ended), "ms", 1000, at_most=True))


def _storm(report: Report, appliance: Appliance) -> None:
    """Wrong passwords over distinct accounts and addresses, while somebody looks and somebody signs in rightly."""
    stop, calm, lags = threading.Event(), [], []
    watcher = threading.Thread(target=_watch, args=(appliance.port, stop, lags))
    watcher.start()
    time.sleep(2)
    calm[:], lags[:] = lags, []
    statuses = _storm_calls(appliance)
    stop.set()
    watcher.join()
    right = [status for kind, status in statuses if kind == "right"]
    wrong = [status for kind, status in statuses if kind == "wrong"]
    p99 = sorted(lags)[len(lags) * 99 // 100]
    more = {"calm p99": sorted(calm)[len(calm) * 99 // 100], "wrong": len(wrong), "looks": len(lags)}
    report.add(Figure("storm, p99 of looking at health", p99, "ms", 30, at_most=True, more=more))
    report.add(Figure("storm, right passwords let in", right.count(200) / max(1, len(right)), "", 1.0))
    report.add(Figure("storm, wrong ones refused", wrong.count(401) / max(1, len(wrong)), "", 1.0))


def _watch(port: int, stop: threading.Event, lags: list[float]) -> None:
    """Ask for health every five milliseconds on one connection: what the loop is late shows."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while not stop.is_set():
        began = time.perf_counter()
        connection.request("GET", "/api/health")
        connection.getresponse().read()
        lags.append((time.perf_counter() - began) * 1000)
        time.sleep(0.005)
    connection.close()


def _storm_calls(appliance: Appliance) -> list[tuple[str, int]]:
    """The storm at its rate; every second the right password comes from elsewhere."""
    statuses: list[tuple[str, int]] = []

    def call(number: int) -> None:
        kind = "right" if number % STORM_RATE == 0 else "wrong"
        email = PERSON["email"] if number % 10 == 0 else f"p{number}@acme.test"
        body = {"email": email, "password": PERSON["password"] if kind == "right" else f"wrong {number}"}
        forwarded = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        status, _ = appliance.send(
            "POST", "/auth/admin-login", json.dumps(body).encode(), Content_Type="application/json",
            X_Forwarded_For=forwarded,
        )  # fmt: skip
        statuses.append((kind, status))

    threads, began = [], time.perf_counter()
    for number in range(STORM_RATE * STORM_SECONDS):
        time.sleep(max(0.0, began + number / STORM_RATE - time.perf_counter()))
        threads.append(threading.Thread(target=call, args=(number,)))
        threads[-1].start()
    for thread in threads:
        thread.join()
    return statuses


class Pair(Appliance):
    """The appliance with the two rows."""

    command = ("-m", "tests.bench.pair")
