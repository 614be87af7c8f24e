"""A served appliance in a process of its own, with its processor time and memory; and the load against it."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).parent.parent.parent
PERSON = {"email": "ada@acme.test", "password": "a long enough one", "name": "Ada"}
_TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as wire:
        wire.bind(("127.0.0.1", 0))
        return int(wire.getsockname()[1])


def request(method: str, path: str, headers: dict[str, str], body: Any = None) -> str:
    """One request as it goes over the wire."""
    text = "" if body is None else json.dumps(body)
    head = {"Host": "bench"} | headers | ({"Content-Length": str(len(text))} if text else {})
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items())]
    return "\r\n".join(lines) + "\r\n\r\n" + text


class Process:
    """A server process: when it answers, what it costs."""

    def __init__(self, command: list[str], port: int, environment: dict[str, str] | None = None) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("APPLIANCE_")}
        self.port = port
        began = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=kept | (environment or {}), stdout=subprocess.DEVNULL
        )
        self._wait(began + 30)
        self.start_seconds = time.perf_counter() - began
        self.start_cpu = self.cpu()

    def _wait(self, end: float) -> None:
        while time.perf_counter() < end:
            try:
                answer = self.send("GET", "/api/health")
            except (OSError, http.client.HTTPException):  # another may have taken the port meanwhile
                time.sleep(0.005)
            else:
                if answer[0] == 200:
                    return
        self.close()
        raise TimeoutError("the server did not start")

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def cpu(self) -> float:
        """Processor seconds so far, user and system."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def family_cpu(self) -> float:
        """Processor seconds so far of the server, its children, and those of them that have ended."""
        facts = {}
        for place in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = place.read_text().rpartition(")")[2].split()
            except OSError:  # it has ended meanwhile
                continue
            facts[int(place.parent.name)] = int(fields[1]), sum(int(field) for field in fields[11:15])
        family = {self._process.pid}
        while more := {pid for pid, (parent, _) in facts.items() if parent in family} - family:
            family |= more
        return sum(facts[pid][1] for pid in family if pid in facts) / _TICKS

    def memory(self) -> float:
        """Resident memory in MB."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def load(self, kind: str, requests: list[str], **order: Any) -> dict[str, Any]:
        """Run a load against this server; its figures and the server's processor time per request."""
        before = self.cpu()
        order |= {"kind": kind, "requests": requests, "port": self.port}
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.load"], cwd=ROOT, input=json.dumps(order), text=True,
            capture_output=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        found: dict[str, Any] = json.loads(done.stdout)
        if set(found.get("statuses", {"200": 0})) - {"200", "201"}:
            raise RuntimeError(f"{found['statuses']} {found['refused']}")
        found["cpu_seconds"] = self.cpu() - before
        if kind == "requests":
            found["cpu_ms"] = found["cpu_seconds"] * 1000 / max(1, sum(found["statuses"].values()))
        return found

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Appliance(Process):
    """`appliance serve` on a data folder; the first start sets it up, later ones sign in."""

    command = ("-m", "appliance", "serve")

    def __init__(self, folder: Path, **settings: str) -> None:
        port = free_port()
        environment = {
            "APPLIANCE_DATA_DIR": str(folder), "APPLIANCE_PORT": str(port), "APPLIANCE_RATE_FACTOR": "0",
            "APPLIANCE_LOG_LEVEL": "warning", "APPLIANCE_ALLOW_DEMO_LICENSE": "true",
            "APPLIANCE_LICENSE_KEY": _license_key(),
        } | settings  # fmt: skip
        super().__init__([*self.command], port, environment)
        self.headers = {"Content-Type": "application/json"}

    def enter(self) -> None:
        """Set the appliance up, or sign in."""
        if self.ask("GET", "/auth/setup-status")["bootstrapped"] is False:
            token = self.ask("POST", "/auth/setup", PERSON)["token"]
        else:
            login = {"email": PERSON["email"], "password": PERSON["password"]}
            token = self.ask("POST", "/auth/admin-login", login)["token"]
        self.headers["Authorization"] = f"Bearer {token}"

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """One call; an answer that is no success fails."""
        sent = None if body is None else json.dumps(body).encode()
        status, answer = self.send(method, path, sent, **self.headers)
        if status >= 400:
            raise RuntimeError(f"{method} {path}: {status} {answer[:400]!r}")
        return json.loads(answer) if answer else None

    def wire(self, method: str, path: str, body: Any = None) -> str:
        """A request of the signed-in person for the load."""
        return request(method, path, self.headers, body)


_key: list[str] = []


def _license_key() -> str:
    if not _key:
        command = [sys.executable, "-m", "appliance", "license", "issue", "--demo", "--tier", "full"]
        kept = {k: v for k, v in os.environ.items() if not k.startswith("APPLIANCE_")}
        done = subprocess.run(command, cwd=ROOT, env=kept, capture_output=True, text=True, check=True)
        _key.append(done.stdout.strip())
    return _key[0]
