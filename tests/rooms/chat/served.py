"""The appliance as its own process, as operators run it: it can be killed, stopped and started again."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import orjson

from tests.driving import Streamed
from tests.rooms.chat.stage import SCRIPT

ROOT = Path(__file__).parents[3]


class Served:
    """One data folder and the process that serves it. `tokens` are of people by name."""

    def __init__(self, folder: Path) -> None:
        (folder / "script.json").write_text(json.dumps(SCRIPT))
        self._folder = folder
        self.tokens: dict[str, str] = {}
        self.start()
        body = {"email": "ada@example.com", "password": "correct horse battery", "name": "Ada"}
        self.tokens["ada"] = self.call("POST", "/auth/setup", body)[1]["token"]

    def start(self) -> None:
        """Start the process on a free port and wait for its first answer."""
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        settings = {
            "DATA_DIR": str(self._folder / "data"), "PORT": str(self.port), "RATE_FACTOR": "0",
            "SCRIPT_FILE": str(self._folder / "script.json"),
        }  # fmt: skip
        environment = os.environ | {f"APPLIANCE_{name}": value for name, value in settings.items()}
        self._log = self._folder / "log"
        with self._log.open("wb") as log:
            command = [sys.executable, "-m", "appliance", "serve"]
            self._process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        self._wait()

    def _wait(self) -> None:
        limit = time.monotonic() + 20
        while time.monotonic() < limit and self._process.poll() is None:
            if '"event":"listening"' in self._log.read_text():
                return
            time.sleep(0.02)
        self._process.kill()
        raise AssertionError(self._log.read_text())

    def end(self, signal: int) -> int:
        """Send a signal and wait for the end; the answer is the exit code."""
        self._process.send_signal(signal)
        return self._process.wait(15)

    def call(
        self, method: str, path: str, body: Any = None, by: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """One request with JSON: status and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = self._headers(by) | (headers or {}) | ({"Content-Type": "application/json"} if body is not None else {})
        connection.request(method, path, None if body is None else orjson.dumps(body), sent)
        answer = connection.getresponse()
        found = answer.read()
        connection.close()
        return answer.status, orjson.loads(found) if found else None

    def ask(self, body: Any, by: str = "ada", **headers: str) -> Streamed:
        """`POST /api/chat` as a stream."""
        sent = self._headers(by) | {name.replace("_", "-"): value for name, value in headers.items()}
        return Streamed(self.port, "/api/chat", sent, method="POST", body=body)

    def attach(self, message_id: str, after: str = "", by: str = "ada") -> Streamed:
        """`GET /api/chat/:msgId/stream`."""
        sent = self._headers(by) | ({"Last-Event-ID": after} if after else {})
        return Streamed(self.port, f"/api/chat/{message_id}/stream", sent)

    def add_person(self, name: str) -> str:
        """Invite somebody who joins at once; the answer is the id."""
        status, user = self.call("POST", "/api/users", {"email": f"{name}@example.com"}, by="ada")
        assert status == 201, user
        token = user["invite_url"].rpartition("/")[2]
        status, joined = self.call("POST", f"/auth/invite/{token}", {"name": name, "password": "correct horse battery"})
        assert status == 200, joined
        self.tokens[name] = joined["token"]
        return str(user["id"])

    def _headers(self, by: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[by]}"} if by else {}
