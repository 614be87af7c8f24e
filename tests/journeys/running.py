"""The product as its users run it: a process of its own on a fresh folder, spoken to over HTTP alone."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self

import orjson

from tests.driving import Event, Reply, Streamed
from tests.durability.process import free_port

ROOT = Path(__file__).parent.parent.parent
READY_SECONDS = 30.0
STOP_SECONDS = 30.0
PASSWORD = "nine grey cranes"


def environment(**settings: Any) -> dict[str, str]:
    """The environment of a command: nothing of ours but these settings."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("APPLIANCE_")}
    ours = {f"APPLIANCE_{name.upper()}": str(value) for name, value in settings.items()}
    return plain | {"PYTHONPATH": str(ROOT), "COLUMNS": "200"} | ours


class Running:
    """One process that serves one data folder."""

    def __init__(self, folder: Path, *, before: Iterable[str] = (), **settings: Any) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder / "data"
        self.port = free_port()
        self.output, self.log = folder / "output.txt", folder / "log.txt"
        self._before = tuple(before)
        self.env = environment(**{"data_dir": self.folder, "port": self.port, "rate_factor": 0} | settings)
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def start(self) -> Self:
        """Start, and wait for the first 200 of /api/health."""
        command = (*self._before, sys.executable, "-m", "appliance", "serve")
        with self.output.open("ab") as output, self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=output, stderr=log)
        end = time.monotonic() + READY_SECONDS
        while not self._is_up():
            assert self.process.poll() is None, f"the server ended: {self.log.read_text()[-2000:]}"
            assert time.monotonic() < end, "the server is not ready"
            time.sleep(0.02)
        return self

    def _is_up(self) -> bool:
        try:
            return self.send("GET", "/api/health").status == 200
        except OSError:
            return False

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def stop(self) -> int:
        """SIGTERM, as service managers send it; the answer is the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_SECONDS)

    @property
    def errors(self) -> list[str]:
        """What it logged of its own mistakes."""
        lines = self.log.read_text("utf-8", "replace").splitlines()
        return [line for line in lines if '"level":"error"' in line or '"trace"' in line or "Traceback" in line]

    def send(
        self, method: str, path: str, *, json: Any = None, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = dict(headers or {})
        if json is not None:
            body = orjson.dumps(json)
            sent.setdefault("Content-Type", "application/json")
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return Reply(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def set_up(self) -> "Client":
        """Make the first administrator."""
        body = {"email": "ada@acme.example", "password": PASSWORD, "name": "Ada", "organisation_name": "Acme"}
        told = self.send("POST", "/auth/setup", json=body)
        assert told.status == 201, told.body
        return Client(self, told.json["token"], told.json["user"])


class Client:
    """A signed-in person of a running appliance. A method answers JSON and fails unless all went well."""

    def __init__(self, at: Running, token: str, user: Any) -> None:
        self.at, self.user = at, user
        self.headers = {"Authorization": f"Bearer {token}"}

    def ask(self, method: str, path: str, json: Any = None) -> Reply:
        """One request, whatever comes of it."""
        return self.at.send(method, path, json=json, headers=self.headers)

    def get(self, path: str) -> Any:
        return self._good(self.ask("GET", path))

    def post(self, path: str, json: Any = None) -> Any:
        return self._good(self.ask("POST", path, {} if json is None else json))

    def patch(self, path: str, json: Any) -> Any:
        return self._good(self.ask("PATCH", path, json))

    def _good(self, told: Reply) -> Any:
        assert told.status < 300, (told.status, told.body[:500])
        return told.json if told.body else None

    def upload(self, base: str, name: str, content: bytes, media_type: str = "application/octet-stream") -> Reply:
        """Upload a file, whatever comes of it."""
        body, kind = form((part("file", content, name, media_type),))
        return self.at.send(
            "POST", f"/api/knowledge/{base}/documents", body=body, headers=self.headers | {"Content-Type": kind}
        )

    def live(self) -> Streamed:
        """What changes, as it changes."""
        return Streamed(self.at.port, "/api/live", self.headers)

    def turn(self, **body: Any) -> list[Event]:
        """Ask, and read the streamed answer to its end."""
        with Streamed(self.at.port, "/api/chat", self.headers, method="POST", body=body) as stream:
            assert stream.status == 200, stream.answer.read()
            return list(stream)

    def upload_and_wait(self, base: str, files: Mapping[str, tuple[bytes, str]]) -> dict[str, Any]:
        """Upload files and follow /api/live until each is ready, failed or quarantined; the answer is by name."""
        with self.live() as live:
            assert live.status == 200
            taken = {}
            for name, (content, media_type) in files.items():
                told = self.upload(base, name, content, media_type)
                assert told.status in (200, 201), (name, told.body)
                taken[told.json["id"]] = name
            done = self.settled(base, taken)
            while len(done) < len(taken):
                event = live.next()
                assert event is not None, "the live stream ended"
                if event.name == "lagged" or event.data["id"] in taken:
                    done = self.settled(base, taken)
        return done

    def settled(self, base: str, taken: Mapping[str, str]) -> dict[str, Any]:
        """Those of the documents on which no more work is done, by name."""
        rows = self.get(f"/api/knowledge/{base}/documents?limit=100")["data"]
        ends = ("ready", "failed", "quarantined")
        return {taken[row["id"]]: row for row in rows if row["id"] in taken and row["state"] in ends}

    def text(self, passage: Mapping[str, Any]) -> str:
        """The stored text at the place that a passage or a citation names."""
        document = f"/api/knowledge/{passage['knowledge_base_id']}/documents/{passage['document_id']}"
        text: str = self.get(f"{document}/text?start={passage['start']}&end={passage['end']}")["text"]
        return text


def part(name: str, content: bytes, filename: str | bytes | None = None, media_type: str = "") -> bytes:
    """One part of a form, byte for byte as given."""
    head = b'Content-Disposition: form-data; name="' + name.encode() + b'"'
    if filename is not None:
        head += b'; filename="' + (filename if isinstance(filename, bytes) else filename.encode()) + b'"'
    if media_type:
        head += b"\r\nContent-Type: " + media_type.encode()
    return head + b"\r\n\r\n" + content


def form(parts: Iterable[bytes], boundary: str = "an-edge-that-no-file-holds") -> tuple[bytes, str]:
    """A multipart body and its media type."""
    edge = f"--{boundary}".encode()
    body = b"".join(edge + b"\r\n" + one + b"\r\n" for one in parts) + edge + b"--\r\n"
    return body, f"multipart/form-data; boundary={boundary}"
