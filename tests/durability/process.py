"""The product as its own process on a data folder: started, killed, stopped and started again."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import apsw

from tests.durability.wire import Api

ROOT = Path(__file__).parent.parent.parent
READY_SECONDS = 30.0
PERSON = {"email": "first@example.org", "password": "correct horse battery", "name": "First"}


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(folder: Path, port: int, settings: dict[str, Any]) -> dict[str, str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("APPLIANCE_")}
    wanted = {
        "data_dir": folder, "port": port, "rate_factor": 0, "log_level": "warning", "drain_seconds": 6,
        "allow_demo_license": "true", "license_key": demo_license(),
    } | settings  # fmt: skip
    return env | {"PYTHONPATH": str(ROOT)} | {f"APPLIANCE_{name.upper()}": str(value) for name, value in wanted.items()}


def demo_license() -> str:
    """A demonstration licence of the tier without limits."""
    asked = (sys.executable, "-m", "appliance", "license", "issue", "--demo", "--tier", "full")
    if not _licenses:
        _licenses.append(subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip())
    return _licenses[0]


_licenses: list[str] = []


class Served:
    """One data folder and the process that serves it, if one runs."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.folder = folder
        self.port = free_port()
        self.headers: dict[str, str] = {}
        self.env = _environment(folder, self.port, settings)
        self.log = folder.parent / f"{folder.name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.recoveries: list[float] = []
        self.kills = 0

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def spawn(self, before: tuple[str, ...] = ()) -> "subprocess.Popen[bytes]":
        """A server process, not waited for; by another command if words come before."""
        with self.log.open("ab") as log:
            return subprocess.Popen(
                (*before, sys.executable, "-m", "appliance", "serve"), cwd=ROOT, env=self.env, stdout=log, stderr=log
            )

    async def start(self) -> None:
        """Start, and wait for the first 200 of /api/health."""
        began = time.monotonic()
        self.process = self.spawn()
        while not await self._is_ready():
            assert self.process.poll() is None, f"the server ended: {self.tail()}"
            assert time.monotonic() - began < READY_SECONDS, f"the server is not ready: {self.tail()}"
            await asyncio.sleep(0.01)
        self.recoveries.append(time.monotonic() - began)

    async def _is_ready(self) -> bool:
        try:
            async with Api(self.port) as api:
                return (await api.get("/api/health")).status == 200
        except (ConnectionError, asyncio.IncompleteReadError):
            return False

    async def set_up(self) -> None:
        """Make the first administrator, and a key for everything that follows."""
        async with self.api() as api:
            told = await api.post("/auth/setup", PERSON)
            assert told.status == 201, told
            key = await api.post("/api/api-keys", {"name": "tests"}, {"Authorization": f"Bearer {told.json['token']}"})
            self.headers = {"X-API-Key": key.json["secret"]}

    def api(self) -> Api:
        """A client of this server, as the first administrator."""
        return Api(self.port, self.headers)

    def kill(self) -> None:
        """SIGKILL: nothing in the process runs any more."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.kills += 1

    def terminate(self) -> None:
        """SIGTERM, not waited for."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)

    async def ended(self, seconds: float) -> int:
        """Wait for the process's end; the answer is its exit code."""
        assert self.process is not None
        return await asyncio.to_thread(self.process.wait, seconds)

    async def stop(self) -> int:
        """Stop as the system's service manager does."""
        self.terminate()
        return await self.ended(20)

    def close(self) -> None:
        """Leave no process behind."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def tail(self) -> str:
        """The end of what the server wrote."""
        return self.log.read_text("utf-8", "replace")[-3000:]

    def rows(self, sql: str, *params: Any) -> list[Any]:
        """Rows of the database as another process sees them."""
        connection = apsw.Connection(str(self.folder / "main.db"), flags=apsw.SQLITE_OPEN_READONLY)
        connection.set_busy_timeout(5000)
        try:
            return connection.execute(sql, params).fetchall()
        finally:
            connection.close()

    def reader(self) -> apsw.Connection:
        """A read-only connection, to be closed by the caller."""
        return apsw.Connection(str(self.folder / "main.db"), flags=apsw.SQLITE_OPEN_READONLY)
